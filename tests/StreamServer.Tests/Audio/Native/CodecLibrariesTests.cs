using System.Collections;
using System.Reflection;
using Concentus;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio.Native;

namespace StreamServer.Tests.Audio.Native;

public sealed class CodecLibrariesTests
{
    [Theory]
    [InlineData(CodecLibraries.Lame, "libmp3lame0")]
    [InlineData(CodecLibraries.Flac, "libflac12")]
    public void AMissingLibraryIsA501ThatNamesTheDebianPackage(string library, string package)
    {
        var refused = Assert.Throws<StreamException>(() => CodecLibraries.Create<int>(library, () => throw new DllNotFoundException()));

        Assert.Equal(501, Errors.Of(refused.Error).Status);
        Assert.Contains(package, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALibraryWithoutAFunctionIsMissingToo()
    {
        var refused = Assert.Throws<StreamException>(
            () => CodecLibraries.Create<int>(CodecLibraries.Flac, () => throw new EntryPointNotFoundException()));

        Assert.Equal(StreamError.NotSupported, refused.Error);
    }

    [Fact]
    public void TheStartLineNamesEveryFormatThatIsOffAndWhatDoesOpus()
    {
        Assert.Equal("opus by libopus 1.3.1", CodecLibraries.Describe(_ => true, "libopus 1.3.1"));
        Assert.Equal(
            "OFF: mp3 output (install libmp3lame0), flac (install libflac12); opus by Concentus 2.2.2, managed and slower (install "
                + "libopus0)",
            CodecLibraries.Describe(_ => false, "Concentus 2.2.2"));
        Assert.Equal(
            "OFF: flac (install libflac12); opus by libopus 1.3.1",
            CodecLibraries.Describe(library => library != CodecLibraries.Flac, "libopus 1.3.1"));
    }

    [Fact]
    public void OpusIsTheNativeLibraryWhereTheSystemHasIt()
    {
        Assert.True(CodecLibraries.IsPresent(CodecLibraries.Opus), "The tests need Debian's libopus0.");
        Assert.StartsWith("libopus", OpusCodec.Version, StringComparison.Ordinal);
    }

    /// <summary>The one thing that is not public in Concentus and that we rely on; a new version that moves it would encode in managed
    /// code.</summary>
    [Fact]
    public void ConcentusKeepsItsLibrariesWhereTheyAreAnnounced()
    {
        Assert.NotEmpty(OpusCodec.Version);
        object? table = typeof(OpusCodecFactory).Assembly.GetType("Concentus.Native.NativePlatformUtils")
            ?.GetField("_loadedLibraries", BindingFlags.NonPublic | BindingFlags.Static)?.GetValue(null);

        var libraries = Assert.IsAssignableFrom<IDictionary>(table);
        Assert.Equal("Available", libraries["libopus.so"]?.ToString());
    }
}
