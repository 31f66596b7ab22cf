using System.Buffers;

namespace StreamServer.Normalization.Text;

/// <summary>
/// One kind of written thing and how it is said. A stage is a list of rules; a rule is skipped unless the text holds one of its triggers.
/// Stateless: one instance serves every thread.
/// </summary>
internal interface ITextRule
{
    /// <summary>Characters without which this rule has nothing to do.</summary>
    SearchValues<char> Triggers { get; }

    /// <summary>A cheap look at the whole text: false when nothing in it can be what this rule rewrites.</summary>
    bool Concerns(SpokenText text) => text.Source.ContainsAny(Triggers);

    /// <summary>Looks at one trigger and rewrites what it belongs to.</summary>
    /// <param name="text">The text; edits go through <see cref="SpokenText.Begin"/> and <see cref="SpokenText.End"/>.</param>
    /// <param name="at">Index of the trigger in <see cref="SpokenText.Source"/>.</param>
    /// <returns>Where to look for the next trigger: more than <paramref name="at"/>, and not inside an edit.</returns>
    /// <remarks>Looks back no further than <see cref="SpokenText.Consumed"/>, and a bounded number of characters either way unless it
    /// consumes them.</remarks>
    int Rewrite(SpokenText text, int at);
}
