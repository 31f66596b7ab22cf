using System.Text.Json;
using System.Text.Json.Nodes;
using StreamServer.Inference;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;

namespace StreamServer.Tests.Models.Manifest;

public sealed class ManifestRulesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("folder", "/etc")]
    [InlineData("folder", "../elsewhere")]
    [InlineData("folder", "a/../../b")]
    [InlineData("folder", "a\\..\\..\\b")]
    [InlineData("folder", "C:/models")]
    [InlineData("path", "/etc/passwd")]
    [InlineData("path", "../../.bashrc")]
    [InlineData("path", "")]
    [InlineData("path", "a\0b")]
    [InlineData("url", "http://example.org/model.onnx")]
    [InlineData("url", "file:///etc/passwd")]
    [InlineData("url", "ftp://example.org/model.onnx")]
    [InlineData("url", "https://user:word@example.org/model.onnx")]
    [InlineData("url", "model.onnx")]
    [InlineData("package", "--registry=http://example.org")]
    [InlineData("package", "../folder")]
    [InlineData("package", "git+ssh://example.org/x")]
    [InlineData("version", "latest")]
    [InlineData("version", "1.0.0 --force")]
    [InlineData("member", "../../x")]
    [InlineData("sha256", "abc")]
    public void WhatLeadsOutOrIsNotSafeIsRefusedByName(string member, string value)
    {
        StreamException refusal = Assert.Throws<StreamException>(() => Load(member, value));

        Assert.Contains("Model 'm'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File("manifest.json"), refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("folder", "downloaded/a/b")]
    [InlineData("folder", "")]
    [InlineData("path", "onnx/model..v2.onnx")]
    [InlineData("url", "https://example.org/model.onnx")]
    [InlineData("url", "http://127.0.0.1:8080/model.onnx")]
    [InlineData("version", "1.0.0-rc.1")]
    [InlineData("package", "plain")]
    public void WhatIsRightPasses(string member, string value) => Assert.Single(Load(member, value).Models);

    [Fact]
    public void EveryMistakeIsSaidAtOnce()
    {
        StreamException refusal = Assert.Throws<StreamException>(
            () => Load("folder", "..", ("path", "/x"), ("url", "http://example.org/")));

        Assert.Contains("'..'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'/x'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'http://example.org/'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACheckpointIsConfinedToo()
    {
        JsonNode entry = Entry();
        entry["checkpoint"] = JsonNode.Parse(
            """{"converter":"ap-bwe","folder":"..","files":[{"path":"/a","url":"http://example.org/a"}]}""");

        StreamException refusal = Assert.Throws<StreamException>(() => Load(entry));

        Assert.Contains("'/a'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'..'", refusal.Message, StringComparison.Ordinal);
    }

    private static JsonNode Entry() => JsonNode.Parse("""
        {"name":"m","role":"vad","kind":"silero","folder":"m","licence":"-","source":"-","files":{"model":{"path":"model.onnx",
          "sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
          "npm":{"package":"@a/b","version":"1.0.0","member":"dist/c.onnx"}}}}
        """)!;

    private ModelManifest Load(string member, string value, params (string Member, string Value)[] more)
    {
        JsonNode entry = Entry();
        foreach ((string name, string text) in more.Prepend((member, value)))
        {
            JsonNode file = entry["files"]!["model"]!;
            JsonNode owner = name switch
            {
                "folder" => entry,
                "package" or "version" or "member" => file["npm"]!,
                _ => file,
            };
            owner[name] = text;
        }

        return Load(entry);
    }

    private ModelManifest Load(JsonNode entry)
    {
        File.WriteAllText(_folder.File("manifest.json"), JsonSerializer.Serialize(new { models = new[] { entry } }));
        return ModelManifest.Load(_folder.Path);
    }
}
