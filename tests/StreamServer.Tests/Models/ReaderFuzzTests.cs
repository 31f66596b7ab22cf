using StreamServer.Inference;
using StreamServer.Inference.Onnx;
using StreamServer.Inference.Tts.Prompt.Tokenizer;
using StreamServer.Models;
using StreamServer.Models.Conversion.BiCodec;
using StreamServer.Models.Conversion.Checkpoints;
using StreamServer.Models.Conversion.Checkpoints.Torch;
using StreamServer.Models.Conversion.Qwen2;
using StreamServer.Models.Conversion.SparkTts;
using StreamServer.Models.Manifest;
using StreamServer.Tests.Models.Conversion;
using Xunit.Abstractions;

namespace StreamServer.Tests.Models;

/// <summary>Seeded: a failure names its seed, and the same seed makes the same file.</summary>
public sealed class ReaderFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const long Small = 60_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ManifestsAreReadOrRefused()
    {
        byte[] right = File.ReadAllBytes(Path.Combine(Repository.Models, ModelManifest.FileName));
        Say(Fuzz.Run(
            _folder.File(ModelManifest.FileName),
            random => Fuzz.Json(right, random),
            path =>
            {
                foreach (ModelEntry model in ModelManifest.Load(Path.GetDirectoryName(path)!).Models)
                {
                    Assert.StartsWith(_folder.Path, Path.GetFullPath(model.Root), StringComparison.Ordinal);
                    Assert.All(
                        model.Files.Values,
                        file => Assert.StartsWith(_folder.Path, Path.GetFullPath(Path.Combine(model.Root, file.Path)),
                            StringComparison.Ordinal));
                    _ = model.IsOnDisk;
                }
            },
            exception => exception is StreamException,
            Small));
    }

    [Fact]
    public void TokenizersAreReadOrRefused()
    {
        byte[] right = File.ReadAllBytes(Path.Combine(Repository.Models, "tiny/tts/tokenizer.json"));
        Say(Fuzz.Run(
            _folder.File("tokenizer.json"),
            random => Fuzz.Json(right, random),
            path => LmTokenizer.Load(path).Encode("Hello, 123 नमस्ते 𝟙 <|im_end|>"),
            exception => exception is StreamException,
            Small,
            Fuzz.Cases / 3));
        Say(Fuzz.Run(
            _folder.File("tokenizer.json"),
            random => Fuzz.Json(right, random),
            path => HeadTokens.Find(path),
            exception => exception is CommandException,
            Small,
            Fuzz.Cases / 3));
    }

    [Fact]
    public void SafetensorsAreReadOrRefused()
    {
        string path = _folder.File("model.safetensors");
        new TensorBag(1).Linear("a", 4, 3).Conv("b", 2, 3, 3).WriteSafetensors(path);
        byte[] right = File.ReadAllBytes(path);
        Say(Fuzz.Run(
            path,
            random => Fuzz.Bytes(right, random, within: random.Next(2) == 0 ? null : 300),
            file =>
            {
                using SafetensorsFile checkpoint = new(file);
                ReadAll(checkpoint);
            },
            exception => exception is CommandException,
            Small,
            10 * Fuzz.Cases));
    }

    [Fact]
    public void PicklesAreReadOrRefused()
    {
        byte[][] right = [.. HostilePickles.All().Select(pickle => pickle.Pickle).Where(pickle => pickle.Length is > 0 and < 1000)];
        byte[] saved = Convert.FromBase64String(TorchCheckpointTests.Saved);
        Say(Fuzz.Run(
            _folder.File("voice.pt"),
            random =>
            {
                // What PyTorch saved, broken; and structures that were broken to begin with.
                if (random.Next(2) == 0)
                {
                    return Fuzz.Bytes(saved, random);
                }

                HostilePickles.Write(_folder.File("voice.pt"), Fuzz.Bytes(right[random.Next(right.Length)], random));
                return File.ReadAllBytes(_folder.File("voice.pt"));
            },
            file =>
            {
                using TorchCheckpoint checkpoint = new(file, "generator");
                ReadAll(checkpoint);
            },
            exception => exception is CommandException or InvalidDataException,
            Small,
            10 * Fuzz.Cases));
    }

    [Fact]
    public void GraphsAreReadOrRefused()
    {
        byte[] right = File.ReadAllBytes(Path.Combine(Repository.Models, "tiny/vad/model.onnx"));
        Say(Fuzz.Run(
            _folder.File("model.onnx"),
            random => Fuzz.Bytes(right, random, within: random.Next(3) == 0 ? null : 4000),
            path =>
            {
                OnnxFile file = OnnxFile.Load(path);
                foreach (OnnxTensor weight in file.Weights.Values)
                {
                    weight.Take(1, weight.Shape is [var rows, ..] ? rows : 1, [0]);
                }

                file.Write(Stream.Null, new OnnxEdit());
                foreach (string name in file.Outputs)
                {
                    file.ShapeOf(name);
                    file.TypeOf(name);
                }
            },
            exception => exception is InvalidDataException or IOException,
            Small));
    }

    [Fact]
    public void ConfigurationsAreReadOrRefused()
    {
        SmallSparkTts.Write(_folder.File("voice"));
        byte[] config = File.ReadAllBytes(_folder.File("voice/LLM/config.json"));
        byte[] codec = File.ReadAllBytes(_folder.File("voice/BiCodec/config.yaml"));
        Say(Fuzz.Run(
            _folder.File("config.json"),
            random => Fuzz.Json(config, random),
            path => Qwen2Config.Read(path),
            exception => exception is CommandException,
            Small,
            10 * Fuzz.Cases));
        Say(Fuzz.Run(
            _folder.File("config.yaml"),
            random => Fuzz.Bytes(codec, random),
            path => _ = BiCodecConfig.Read(path).SamplesPerToken,
            exception => exception is CommandException,
            Small,
            10 * Fuzz.Cases));
    }

    private static void ReadAll(ICheckpoint checkpoint)
    {
        foreach (TensorInfo info in checkpoint.Tensors.Values)
        {
            checkpoint.ReadAll(info);
        }
    }

    private void Say(string figures) => output.WriteLine(figures);
}
