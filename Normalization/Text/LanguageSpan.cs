namespace StreamServer.Normalization.Text;

/// <summary>A stretch of text in one language. Spans are adjacent: each starts where the one before it ends, the first at 0.</summary>
/// <param name="End">Index of the first UTF-16 unit after the span.</param>
/// <param name="Language">The language of the sentence: which words its numbers get and how they are grouped.</param>
/// <param name="Clause">The language of the clause: which punctuation it gets. English in a Hindi sentence when no word between two marks
/// is Hindi.</param>
internal readonly record struct LanguageSpan(int End, Language Language, Language Clause);
