using System.Runtime.CompilerServices;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages;

/// <summary>How many letters of each language a stretch of text has.</summary>
internal struct LetterCount
{
    /// <summary>Letters of no script that a language here has: they are read in the language of Latin letters.</summary>
    public int Latin;

    private Counts _scripts;
    private Language? _nearest;

    // Digits of a script decide only where no letter does: digits alone are of their language, "Room" and such digits are not.
    private Language? _digits;

    /// <summary>
    /// The language of a clause or sentence: of the script of the letter nearest to its end; null when it has no letters at all.
    /// </summary>
    /// <param name="latin">The language of Latin letters.</param>
    public readonly Language? LanguageOr(Language latin) => _nearest ?? (Latin > 0 ? latin : _digits);

    /// <summary>The language with the most letters.</summary>
    public readonly Language DominantOr(Language latin)
    {
        Language most = latin;
        int count = 0;
        for (int language = 0; language < Counts.Length; language++)
        {
            if (_scripts[language] > count)
            {
                (most, count) = ((Language)language, _scripts[language]);
            }
        }

        return count > 0 && count >= Latin ? most : Latin > 0 ? latin : _digits ?? latin;
    }

    public void See(Language language)
    {
        _scripts[(int)language]++;
        _nearest = language;
    }

    public void SeeDigit(Language? language) => _digits ??= language;

    public void Add(in LetterCount other)
    {
        Latin += other.Latin;
        for (int language = 0; language < Counts.Length; language++)
        {
            _scripts[language] += other._scripts[language];
        }

        _digits ??= other._digits;
        _nearest = other._nearest ?? _nearest;
    }

    // One for each value of the enumeration, and room for more.
    [InlineArray(Length)]
    private struct Counts
    {
        public const int Length = 8;

        private int _first;
    }
}
