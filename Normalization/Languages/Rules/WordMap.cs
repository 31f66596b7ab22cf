using System.Buffers;
using System.Collections.Frozen;

namespace StreamServer.Normalization.Languages.Rules;

/// <summary>Written forms and what each stands for. Immutable.</summary>
internal sealed class WordMap
{
    private readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly KeyValuePair<string, string>[] _forms;
    private readonly int _longest;

    public WordMap(Dictionary<string, string> forms)
    {
        _forms = [.. forms.OrderByDescending(form => form.Key.Length).ThenBy(form => form.Key, StringComparer.Ordinal)];
        _lookup = forms.ToFrozenDictionary(forms.Comparer).GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = _forms.Length == 0 ? 0 : _forms[0].Key.Length;
        Firsts = SearchValues.Create([.. _forms.Select(form => form.Key[0]).Distinct()]);
    }

    /// <summary>Longest form first.</summary>
    public ReadOnlySpan<KeyValuePair<string, string>> Forms => _forms;

    /// <summary>Characters that a form starts with.</summary>
    public SearchValues<char> Firsts { get; }

    /// <summary>What a form stands for; null when it is not there.</summary>
    public string? Find(ReadOnlySpan<char> form) => form.Length <= _longest && _lookup.TryGetValue(form, out string? meaning) ? meaning
        : null;
}
