using System.Text;
using StreamServer.Models;
using StreamServer.Models.Conversion.Checkpoints;

namespace StreamServer.Tests.Models.Conversion;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFileWrittenByHandIsRead()
    {
        // One tensor of each stored type: 1.5 and -2 in float32, 0.5 in float16, -3 in bfloat16; and a counter that is skipped.
        const string Header = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[1],"data_offsets":[8,"""
            + """10]},"c":{"dtype":"BF16","shape":[1,1],"data_offsets":[10,12]},"n":{"dtype":"I64","shape":[],"data_offsets":[12,20]}}""";
        byte[] bytes =
        [
            .. BitConverter.GetBytes((long)Header.Length), .. Encoding.ASCII.GetBytes(Header),
            0x00, 0x00, 0xC0, 0x3F, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x38, 0x40, 0xC0, 1, 0, 0, 0, 0, 0, 0, 0,
        ];
        File.WriteAllBytes(_folder.File("model.safetensors"), bytes);
        using SafetensorsFile file = new(_folder.File("model.safetensors"));

        Assert.Equal([1.5f, -2f], file.Read("a", 2));
        Assert.Equal([0.5f], file.Read("b", 1));
        Assert.Equal([-3f], file.Read("c", 1, 1));
        Assert.False(file.Has("n"));
    }

    [Theory]
    [InlineData("", "bytes")]
    [InlineData("FFFFFFFFFFFFFF7F", "header of")]
    [InlineData("02000000000000007B5D", "JSON")]
    public void ABrokenFileIsExplained(string hex, string word)
    {
        File.WriteAllBytes(_folder.File("model.safetensors"), Convert.FromHexString(hex));

        CommandException refusal = Assert.Throws<CommandException>(() => new SafetensorsFile(_folder.File("model.safetensors")));

        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATensorThatLeavesTheFileIsRefused()
    {
        new TensorBag(1).Add("a", [4], 1).WriteSafetensors(_folder.File("model.safetensors"));
        byte[] whole = File.ReadAllBytes(_folder.File("model.safetensors"));
        File.WriteAllBytes(_folder.File("model.safetensors"), whole[..^1]);

        CommandException refusal = Assert.Throws<CommandException>(() => new SafetensorsFile(_folder.File("model.safetensors")));

        Assert.Contains("'a'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShardsAreFoundThroughTheIndex()
    {
        TensorBag bag = new TensorBag(3).Add("one", [3, 2], 1).Add("two", [5], 1);
        bag.WriteSafetensors(_folder.File("model-00001-of-00002.safetensors"), only: name => name == "one");
        bag.WriteSafetensors(_folder.File("model-00002-of-00002.safetensors"), only: name => name == "two");
        File.WriteAllText(
            _folder.File("model.safetensors.index.json"),
            """{"metadata":{},"weight_map":{"one":"model-00001-of-00002.safetensors","two":"model-00002-of-00002.safetensors"}}""");

        using SafetensorsFolder folder = new(_folder.Path);

        Assert.Equal(bag["one"], folder.Read("one", 3, 2));
        float[] part = new float[2];
        folder.Read("two", 3, part);
        Assert.Equal(bag["two"][3..], part);
    }

    [Fact]
    public void AFolderWithoutWeightsSaysWhatItLookedFor()
    {
        CommandException refusal = Assert.Throws<CommandException>(() => new SafetensorsFolder(_folder.Path));

        Assert.Contains("model.safetensors", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherShapeIsRefusedWithBoth()
    {
        new TensorBag(1).Add("a", [4, 2], 1).WriteSafetensors(_folder.File("model.safetensors"));
        using SafetensorsFile file = new(_folder.File("model.safetensors"));

        CommandException refusal = Assert.Throws<CommandException>(() => file.Read("a", 2, 4));

        Assert.Contains("[4, 2]", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("[2, 4]", refusal.Message, StringComparison.Ordinal);
    }
}
