using System.Text.RegularExpressions;

namespace StreamServer.FunctionalTests.Replicas;

/// <summary><c>deploy/kubernetes</c> against Kubernetes' and KEDA's published schemas, and against the server's own settings.</summary>
public sealed partial class KubernetesTests
{
    private static string Folder => Path.Combine(ServerFixture.Root, "deploy", "kubernetes");

    [Fact]
    public async Task Every_overlay_is_built_of_objects_that_the_schemas_allow()
    {
        (int code, string output, string errors) = await ValidateAsync(Folder);
        Assert.True(code == 0, errors);
        Assert.Equal("26 objects", output.Trim());
    }

    [Theory]
    [InlineData("base/deployment.yaml", "containerPort: 8000", "containerPort: eighty")]
    [InlineData("base/service.yaml", "port: 80", "portal: 80")]
    [InlineData("base/poddisruptionbudget.yaml", "policy/v1", "policy/v3")]
    [InlineData("components/keda/scaledobject.yaml", "maxReplicaCount: 20", "maxReplicaCount: many")]
    [InlineData("components/gpu/deployment.yaml", "name: streamserver\nspec", "name: other\nspec")]
    public async Task A_mistake_is_found(string file, string right, string wrong)
    {
        DirectoryInfo copy = Directory.CreateTempSubdirectory("kubernetes-");
        try
        {
            foreach (string path in Directory.GetFiles(Folder, "*.yaml", SearchOption.AllDirectories))
            {
                string target = Path.Combine(copy.FullName, Path.GetRelativePath(Folder, path));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(path, target);
            }

            string changed = Path.Combine(copy.FullName, file);
            string text = await File.ReadAllTextAsync(changed);
            Assert.Contains(right, text, StringComparison.Ordinal);
            await File.WriteAllTextAsync(changed, text.Replace(right, wrong, StringComparison.Ordinal));
            (int code, _, string errors) = await ValidateAsync(copy.FullName);
            Assert.True(code == 1 && errors.Length > 0, errors);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Settings_are_those_of_the_server_and_the_pod_waits_for_the_drain()
    {
        string example = await File.ReadAllTextAsync(Path.Combine(ServerFixture.Root, ".env.example"));
        string config = await File.ReadAllTextAsync(Path.Combine(Folder, "base", "configmap.yaml"));
        string deployment = await File.ReadAllTextAsync(Path.Combine(Folder, "base", "deployment.yaml"));
        string[] names =
        [
            .. Setting().Matches(config).Select(match => match.Groups[1].Value),
            .. Variable().Matches(deployment).Select(match => match.Groups[1].Value),
        ];
        Assert.True(names.Length > 8, string.Join(", ", names));
        Assert.All(names, name => Assert.Contains($"\n#{name}=", example, StringComparison.Ordinal));

        int drain = int.Parse(Drain().Match(config).Groups[1].ValueSpan);
        int grace = int.Parse(Grace().Match(deployment).Groups[1].ValueSpan);
        int sleep = int.Parse(Sleep().Match(deployment).Groups[1].ValueSpan);
        Assert.True(grace >= drain + sleep + 5, $"{grace} s of grace for {sleep} and {drain} s");
    }

    private static async Task<(int Code, string Output, string Errors)> ValidateAsync(string folder)
    {
        NodePackages node = await NodePackages.InstallAsync(Path.Combine(ServerFixture.Root, "tests", "kubernetes"));
        return await node.RunAsync("node", ["validate.mjs", folder], [], ServerFixture.Limit);
    }

    [GeneratedRegex(@"(?m)^  ([A-Z][A-Z_]+): ")]
    private static partial Regex Setting();

    [GeneratedRegex(@"- name: ([A-Z][A-Z_]+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"DRAIN_SECONDS: ""(\d+)""")]
    private static partial Regex Drain();

    [GeneratedRegex(@"terminationGracePeriodSeconds: (\d+)")]
    private static partial Regex Grace();

    [GeneratedRegex(@"\[""sleep"", ""(\d+)""\]")]
    private static partial Regex Sleep();
}
