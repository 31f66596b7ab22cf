namespace StreamServer.Inference.Stt.Models.Decoding;

/// <summary>Scripts of Unicode in which the languages of recognisers are written.</summary>
[Flags]
internal enum Script
{
    /// <summary>Digits, punctuation, spaces: of all.</summary>
    Common = 0,

    Latin = 1 << 0,
    Greek = 1 << 1,
    Cyrillic = 1 << 2,
    Armenian = 1 << 3,
    Hebrew = 1 << 4,
    Arabic = 1 << 5,
    Devanagari = 1 << 6,
    Bengali = 1 << 7,
    Gurmukhi = 1 << 8,
    Gujarati = 1 << 9,
    Odia = 1 << 10,
    Tamil = 1 << 11,
    Telugu = 1 << 12,
    Kannada = 1 << 13,
    Malayalam = 1 << 14,
    Sinhala = 1 << 15,
    Thai = 1 << 16,
    Lao = 1 << 17,
    Myanmar = 1 << 18,
    Georgian = 1 << 19,
    Hangul = 1 << 20,
    Ethiopic = 1 << 21,
    Khmer = 1 << 22,
    Han = 1 << 23,
    Kana = 1 << 24,

    /// <summary>Letters of a script that is none of these.</summary>
    Other = 1 << 25,

    All = (1 << 26) - 1,
}
