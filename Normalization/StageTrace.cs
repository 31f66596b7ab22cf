using StreamServer.Normalization.Text;

namespace StreamServer.Normalization;

/// <summary>What one stage did to a text.</summary>
/// <param name="Stage">Name of the stage, as in <c>docs/normalization.md</c>.</param>
/// <param name="Text">The text after the stage.</param>
/// <param name="Edits">Replacements in reading order; empty when the stage changed nothing.</param>
internal sealed record StageTrace(string Stage, string Text, IReadOnlyList<TextEdit> Edits)
{
    public bool Changed => Edits.Count > 0;
}
