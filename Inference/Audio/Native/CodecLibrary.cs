namespace StreamServer.Inference.Audio.Native;

/// <summary>A shared library of the system that a codec needs.</summary>
/// <param name="Names">File names as distributions ship them without the development package; the first that loads is taken.</param>
/// <param name="Package">Debian's package.</param>
/// <param name="Serves">What is off without it, for the start line.</param>
internal sealed record CodecLibrary(string[] Names, string Package, string Serves);
