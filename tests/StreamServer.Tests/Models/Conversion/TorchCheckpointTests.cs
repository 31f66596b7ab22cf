using System.IO.Compression;
using System.Text;
using StreamServer.Models;
using StreamServer.Models.Conversion.Checkpoints;
using StreamServer.Models.Conversion.Checkpoints.Torch;

namespace StreamServer.Tests.Models.Conversion;

public sealed class TorchCheckpointTests : IDisposable
{
    // Written by torch.save of PyTorch 1.13:
    // {"generator": {"conv.weight": float [2, 3], "conv.bias": half [2], "shared": the second row of conv.weight, "steps": long}, "epoch":
    // 3, …}
    internal const string Saved = """
        UEsDBBQAAAAAAAAAIQAfAUV62AEAANgBAAAKAAAAZy9kYXRhLnBrbIACfXEAKFgJAAAAZ2VuZXJhdG9ycQFjY29sbGVjdGlvbnMKT3JkZXJlZERpY3QKcQIp
        UnEDKFgLAAAAY29udi53ZWlnaHRxBGN0b3JjaC5fdXRpbHMKX3JlYnVpbGRfdGVuc29yX3YyCnEFKChYBwAAAHN0b3JhZ2VxBmN0b3JjaApGbG9hdFN0b3Jh
        Z2UKcQdYAQAAADBxCFgDAAAAY3B1cQlLBnRxClFLAEsCSwOGcQtLA0sBhnEMiWgCKVJxDXRxDlJxD1gJAAAAY29udi5iaWFzcRBoBSgoaAZjdG9yY2gKSGFs
        ZlN0b3JhZ2UKcRFYAQAAADFxEmgJSwJ0cRNRSwBLAoVxFEsBhXEViWgCKVJxFnRxF1JxGFgGAAAAc2hhcmVkcRloBSgoaAZoB2gIaAlLBnRxGlFLA0sDhXEb
        SwGFcRyJaAIpUnEddHEeUnEfWAUAAABzdGVwc3EgaAUoKGgGY3RvcmNoCkxvbmdTdG9yYWdlCnEhWAEAAAAycSJoCUsBdHEjUUsAKSmJaAIpUnEkdHElUnEm
        dVgFAAAAZXBvY2hxJ0sDWAIAAABscnEoRz/gAAAAAAAAWAQAAABub3RlcSldcSooSwFLAksDhnErTohldS5QSwMEFAAAAAAAAAAhAG2Ut1YYAAAAGAAAAAgA
        AABnL2RhdGEvMAAAwD8AAADAAACAPgAAQEAAAIBAAACwwFBLAwQUAAAAAAAAACEAilCGzgQAAAAEAAAACAAAAGcvZGF0YS8xADgAuFBLAwQUAAAAAAAAACEA
        cNbnbwgAAAAIAAAACAAAAGcvZGF0YS8yBwAAAAAAAABQSwMEFAAAAAAAAAAhANGeZ1UCAAAAAgAAAAkAAABnL3ZlcnNpb24zClBLAQIUAxQAAAAAAAAAIQAf
        AUV62AEAANgBAAAKAAAAAAAAAAAAAACAAQAAAABnL2RhdGEucGtsUEsBAhQDFAAAAAAAAAAhAG2Ut1YYAAAAGAAAAAgAAAAAAAAAAAAAAIABAAIAAGcvZGF0
        YS8wUEsBAhQDFAAAAAAAAAAhAIpQhs4EAAAABAAAAAgAAAAAAAAAAAAAAIABPgIAAGcvZGF0YS8xUEsBAhQDFAAAAAAAAAAhAHDW528IAAAACAAAAAgAAAAA
        AAAAAAAAAIABaAIAAGcvZGF0YS8yUEsBAhQDFAAAAAAAAAAhANGeZ1UCAAAAAgAAAAkAAAAAAAAAAAAAAIABlgIAAGcvdmVyc2lvblBLBQYAAAAABQAFABEB
        AAC/AgAAAAA=
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatPyTorchSavedIsRead()
    {
        File.WriteAllBytes(_folder.File("g"), Convert.FromBase64String(Saved));
        using TorchCheckpoint checkpoint = new(_folder.File("g"), "generator");

        Assert.Equal(["conv.bias", "conv.weight", "shared"], checkpoint.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([1.5f, -2, 0.25f, 3, 4, -5.5f], checkpoint.Read("conv.weight", 2, 3));
        Assert.Equal([0.5f, -0.5f], checkpoint.Read("conv.bias", 2));
        Assert.Equal([3f, 4, -5.5f], checkpoint.Read("shared", 3));
    }

    [Theory]
    [InlineData("80024B012E", "dictionary")] // the number 1
    [InlineData("80027D2E", "no tensors")] // an empty dictionary
    [InlineData("80029C2E", "0x9c")] // an operation that does not exist
    [InlineData("8002580500", "broken")] // ends within a text
    public void APickleWithoutWeightsIsExplained(string pickle, string word)
    {
        using (ZipArchive archive = ZipFile.Open(_folder.File("g"), ZipArchiveMode.Create))
        using (Stream entry = archive.CreateEntry("g/data.pkl").Open())
        {
            entry.Write(Convert.FromHexString(pickle));
        }

        CommandException refusal = Assert.Throws<CommandException>(() => new TorchCheckpoint(_folder.File("g"), "generator"));

        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNoArchiveIsExplained()
    {
        File.WriteAllBytes(_folder.File("g"), Encoding.ASCII.GetBytes("not a zip archive at all"));

        CommandException refusal = Assert.Throws<CommandException>(() => new TorchCheckpoint(_folder.File("g"), "generator"));

        Assert.Contains("not a PyTorch checkpoint", refusal.Message, StringComparison.Ordinal);
    }
}
