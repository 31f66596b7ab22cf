using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using StreamServer.Models;
using StreamServer.Models.Conversion.BiCodec;
using StreamServer.Models.Conversion.Checkpoints;
using StreamServer.Models.Conversion.Checkpoints.Torch;
using StreamServer.Models.Conversion.Qwen2;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Commands;

namespace StreamServer.Tests.Models.Conversion;

/// <summary>A checkpoint comes from others: none may run code, take the memory or end in a trace of calls.</summary>
public sealed class HostileCheckpointTests : IDisposable
{
    private const long MostAllocated = 300_000_000;

    private readonly ModelsFixture _fixture = new(File.ReadAllText(Path.Combine(Repository.Models, ModelManifest.FileName)));

    public static TheoryData<string> Pickles => [.. HostilePickles.All().Select(pickle => pickle.Name)];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Pickles))]
    public async Task APickleEndsTheCommandInASentence(string name)
    {
        string path = _fixture.PathOf("voice.pt");
        HostilePickles.Write(path, HostilePickles.All().Single(pickle => pickle.Name == name).Pickle);

        Bounded(() => Record.Exception(() => new TorchCheckpoint(path, "generator").Dispose()));
        string output = await _fixture.FailAsync(1, "convert", "ap-bwe", "--from", path);

        Assert.Single(output.TrimEnd().Split('\n'));
        Assert.Contains("voice.pt", output, StringComparison.Ordinal);
        Assert.False(File.Exists("PWNED"));
    }

    [Theory]
    [InlineData(0x7fffffffu)]
    [InlineData(0xfffffffeu)]
    public void AnArchiveThatLiesAboutSizesIsNotBelieved(uint stated)
    {
        string path = _fixture.PathOf("voice.pt");
        HostilePickles.Write(path, [0x80, 2, (byte)'N', (byte)'.']);
        byte[] bytes = File.ReadAllBytes(path);

        // The directory's entry: "PK", 1, 2; the unpacked size at 24.
        int entry = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 24), stated);
        File.WriteAllBytes(path, bytes);

        Bounded(() => Assert.Throws<CommandException>(() => new TorchCheckpoint(path, "generator")));
    }

    [Theory]
    [InlineData("data.pkl")]
    [InlineData("data/0")]
    public void AnArchiveThatUnpacksToGigabytesIsNotUnpacked(string member)
    {
        string path = _fixture.PathOf("voice.pt");
        HostilePickles.Write(path, HostilePickles.All().Single(pickle => pickle.Name == "a shape below 0").Pickle);
        using (ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            archive.GetEntry("archive/" + member)!.Delete();
            using Stream entry = archive.CreateEntry("archive/" + member, CompressionLevel.Fastest).Open();
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++)
            {
                entry.Write(zeros);
            }
        }

        Bounded(() => Assert.Throws<CommandException>(() => new TorchCheckpoint(path, "generator")));
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[1073741824,1073741824,4],"data_offsets":[0,0]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,16]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2,-2],"data_offsets":[0,16]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[0]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[-16,0]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[9223372036854775807,-1]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4.5],"data_offsets":[0,16]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":["4"],"data_offsets":[0,16]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":null,"data_offsets":[0,16]}}""")]
    [InlineData("""{"w":{"dtype":7,"shape":[4],"data_offsets":[0,16]}}""")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""")]
    [InlineData("""{"w":null}""")]
    [InlineData("[1]")]
    [InlineData("null")]
    public void ASafetensorsHeaderIsNotBelieved(string header)
    {
        string path = _fixture.PathOf("model.safetensors");
        byte[] text = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[16]]);

        Bounded(() => Assert.Throws<CommandException>(() => new SafetensorsFile(path)));
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"../../../etc/passwd"}}""")]
    [InlineData("""{"weight_map":{"a":null}}""")]
    [InlineData("""{"weight_map":[]}""")]
    [InlineData("""{"weight_map":{"a":""}}""")]
    [InlineData("[]")]
    public void AnIndexThatLeadsElsewhereIsRefused(string index)
    {
        File.WriteAllText(_fixture.PathOf("model.safetensors.index.json"), index);

        CommandException refusal = Assert.Throws<CommandException>(
            () => new SafetensorsFolder(Path.GetDirectoryName(_fixture.PathOf("x"))!));

        Assert.DoesNotContain("/etc/", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("num_attention_heads", "0")]
    [InlineData("num_attention_heads", "-1")]
    [InlineData("num_hidden_layers", "2147483647")]
    [InlineData("max_position_embeddings", "2147483647")]
    [InlineData("vocab_size", "1e9")]
    [InlineData("hidden_size", "\"896\"")]
    [InlineData("rope_theta", "null")]
    [InlineData("rope_scaling", """{"rope_type":"yarn","factor":4}""")]
    [InlineData("rope_scaling", """{"type":"linear","factor":2}""")]
    [InlineData("rope_parameters", """{"rope_theta":1e6,"rope_type":"dynamic"}""")]
    [InlineData("use_sliding_window", "true")]
    [InlineData("layer_types", """["full_attention","sliding_attention"]""")]
    [InlineData("hidden_act", "\"gelu\"")]
    [InlineData("model_type", "\"llama\"")]
    public void ALanguageModelOfAnotherFormIsRefusedByName(string member, string value)
    {
        string path = _fixture.PathOf("config.json");
        File.WriteAllText(path, Config(member, value));

        CommandException refusal = Assert.Throws<CommandException>(() => Qwen2Config.Read(path));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rope_scaling", "null")]
    [InlineData("rope_scaling", """{"rope_type":"default"}""")]
    [InlineData("use_sliding_window", "false")]
    [InlineData("layer_types", """["full_attention"]""")]
    public void WhatSaysThatItIsAsUsualIsConverted(string member, string value)
    {
        File.WriteAllText(_fixture.PathOf("config.json"), Config(member, value));

        Assert.Equal(64, Qwen2Config.Read(_fixture.PathOf("config.json")).HeadSize);
    }

    [Theory]
    [InlineData("use_tanh_at_final", "use_tanh_at_final: true")]
    [InlineData("use_tanh_at_final", "use_tanh_at_final: True  # as trained")]
    [InlineData("fsq_num_quantizers", "fsq_num_quantizers: 2")]
    [InlineData("mel_fmin", "mel_fmin: 0")]
    [InlineData("mel_fmax", "mel_fmax: 7600")]
    [InlineData("n_fft", "n_fft: 512")]
    [InlineData("num_mels", "num_mels: 80")]
    [InlineData("hop_length", "hop_length: 256")]
    [InlineData("rates", "rates: [8, 5, 4, 99999999999]")]
    [InlineData("rates", "rates: [8, 0]")]
    [InlineData("rates", "rates: []")]
    public void ACodecOfAnotherFormIsRefusedByName(string member, string line)
    {
        string path = _fixture.PathOf("config.yaml");
        bool isList = member == "rates";
        File.WriteAllText(path, isList ? Yaml.Replace("rates: [8, 5, 4, 2]", line, StringComparison.Ordinal) : $"{Yaml}    {line}\n");

        CommandException refusal = Assert.Throws<CommandException>(() => BiCodecConfig.Read(path));

        Assert.Contains($"'{member}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheUsualCodecIsConverted()
    {
        File.WriteAllText(
            _fixture.PathOf("config.yaml"),
            Yaml + "  mel_params:\r\n    sample_rate: 16000\r\n    n_fft: 1024\n    win_length: 640\n    hop_length: 320\n    mel_fmin: "
                + "10\n"
                + "    mel_fmax: null\n    num_mels: 128\n  fsq_num_quantizers: 1\n  use_tanh_at_final: False\n");

        Assert.Equal(320, BiCodecConfig.Read(_fixture.PathOf("config.yaml")).SamplesPerToken);
    }

    private const string Yaml = "decoder:\n    rates: [8, 5, 4, 2]\nspeaker:\n    fsq_levels: [4, 4, 4]\n";

    private static string Config(string member, string value)
    {
        Dictionary<string, string> members = new()
        {
            ["model_type"] = "\"qwen2\"",
            ["hidden_act"] = "\"silu\"",
            ["hidden_size"] = "896",
            ["num_hidden_layers"] = "24",
            ["num_attention_heads"] = "14",
            ["num_key_value_heads"] = "2",
            ["vocab_size"] = "166000",
            ["max_position_embeddings"] = "32768",
            ["rms_norm_eps"] = "1e-6",
            ["rope_theta"] = "1e6",
            [member] = value,
        };
        return "{" + string.Join(',', members.Select(pair => $"\"{pair.Key}\":{pair.Value}")) + "}";
    }

    private static T Bounded<T>(Func<T> work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        T result = work();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        return result;
    }
}
