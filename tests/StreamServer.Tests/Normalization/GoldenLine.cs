using StreamServer.Normalization.Text;

namespace StreamServer.Tests.Normalization;

/// <summary>One case of a golden table.</summary>
/// <param name="Number">Line in the file, from 1.</param>
internal sealed record GoldenLine(int Number, string Input, string Expected, NormalizationOptions Options);
