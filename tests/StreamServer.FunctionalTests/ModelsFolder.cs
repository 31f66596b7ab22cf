using System.Text.Json.Nodes;

namespace StreamServer.FunctionalTests;

/// <summary>A models folder of its own: the bundled files by link, a manifest that a test may change, and room for more files.</summary>
internal sealed class ModelsFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("models-");
    private readonly JsonNode _manifest;

    public ModelsFolder()
    {
        string bundled = System.IO.Path.Combine(ServerFixture.Root, "models");
        _manifest = JsonNode.Parse(System.IO.File.ReadAllText(System.IO.Path.Combine(bundled, "manifest.json")))!;
        Directory.CreateSymbolicLink(File("tiny"), System.IO.Path.Combine(bundled, "tiny"));
        Save();
    }

    public string Path => _folder.FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>One entry of the manifest, to be changed before <see cref="Save"/>.</summary>
    public JsonNode Entry(string name) => Entries.First(entry => (string?)entry!["name"] == name)!;

    /// <summary>Gives a bundled model files of its own, in a folder of its name.</summary>
    public void Copy(string name)
    {
        JsonNode entry = Entry(name);
        string from = File((string)entry["folder"]!);
        Directory.CreateDirectory(File(name));
        foreach (string path in Directory.GetFiles(from))
        {
            System.IO.File.Copy(path, System.IO.Path.Combine(File(name), System.IO.Path.GetFileName(path)));
        }

        entry["folder"] = name;
        Save();
    }

    public void Add(object entry)
    {
        Entries.Add(System.Text.Json.JsonSerializer.SerializeToNode(entry));
        Save();
    }

    public void Save() => System.IO.File.WriteAllText(File("manifest.json"), _manifest.ToJsonString());

    public void Dispose() => _folder.Delete(recursive: true);

    private JsonArray Entries => _manifest["models"]!.AsArray();
}
