using System.Text;
using System.Text.Json;

namespace StreamServer.Inference.Tts.Prompt.Tokenizer;

/// <summary>Byte pair encoding of one word: symbols are merged in the order of the merge list until none applies.</summary>
internal sealed class BytePairEncoder
{
    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges = [];
    private readonly bool _byteLevel;
    private readonly bool _ignoreMerges;
    private readonly int? _unknown;
    private readonly bool _fuseUnknown;

    private BytePairEncoder(JsonElement model, bool byteLevel)
    {
        _byteLevel = byteLevel;
        foreach (JsonProperty entry in model.GetProperty("vocab").EnumerateObject())
        {
            _vocabulary[entry.Name] = entry.Value.GetInt32();
        }

        int rank = 0;
        foreach (JsonElement merge in model.GetProperty("merges").EnumerateArray())
        {
            (string left, string right) = PairOf(merge);
            if (_vocabulary.TryGetValue(left, out int leftId)
                && _vocabulary.TryGetValue(right, out int rightId)
                && _vocabulary.TryGetValue(left + right, out int merged))
            {
                _merges.TryAdd((leftId, rightId), (rank, merged));
            }

            rank++;
        }

        _ignoreMerges = Flag(model, "ignore_merges");
        _fuseUnknown = Flag(model, "fuse_unk");
        _unknown = model.TryGetProperty("unk_token", out JsonElement unknown) && unknown.ValueKind == JsonValueKind.String
            ? IdOf(unknown.GetString()!)
            : null;
    }

    /// <exception cref="NotSupportedException">Another model than byte pair encoding, or an option that is not read.</exception>
    public static BytePairEncoder Parse(JsonElement model, bool byteLevel)
    {
        if (model.GetProperty("type").GetString() != "BPE")
        {
            throw new NotSupportedException($"model '{model.GetProperty("type")}'");
        }

        foreach (string affix in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
        {
            if (model.TryGetProperty(affix, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() != "")
            {
                throw new NotSupportedException($"model option '{affix}'");
            }
        }

        return Flag(model, "byte_fallback") ? throw new NotSupportedException("model option 'byte_fallback'") : new BytePairEncoder(
            model, byteLevel);
    }

    public int? IdOf(string token) => _vocabulary.TryGetValue(token, out int id) ? id : null;

    /// <summary>Appends the ids of <paramref name="word"/>.</summary>
    public void Encode(string word, List<int> ids)
    {
        if (_byteLevel)
        {
            word = ByteAlphabet.Encode(word);
        }

        if (_ignoreMerges && _vocabulary.TryGetValue(word, out int whole))
        {
            ids.Add(whole);
            return;
        }

        int start = ids.Count;
        Span<char> symbol = stackalloc char[2];
        var lookup = _vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        bool afterUnknown = false;
        foreach (Rune rune in word.EnumerateRunes())
        {
            if (lookup.TryGetValue(symbol[..rune.EncodeToUtf16(symbol)], out int id))
            {
                ids.Add(id);
                afterUnknown = false;
            }
            else if (_unknown is { } unknown && !(afterUnknown && _fuseUnknown))
            {
                ids.Add(unknown);
                afterUnknown = true;
            }
        }

        Merge(ids, start);
    }

    /// <summary>Words are short, so the next merge is looked for from the start each time.</summary>
    private void Merge(List<int> ids, int start)
    {
        while (_merges.Count > 0)
        {
            int best = int.MaxValue;
            int at = -1;
            int merged = 0;
            for (int i = start; i + 1 < ids.Count; i++)
            {
                if (_merges.TryGetValue((ids[i], ids[i + 1]), out (int Rank, int Id) merge) && merge.Rank < best)
                {
                    (best, merged) = merge;
                    at = i;
                }
            }

            if (at < 0)
            {
                return;
            }

            ids[at] = merged;
            ids.RemoveAt(at + 1);
        }
    }

    private static (string Left, string Right) PairOf(JsonElement merge)
    {
        if (merge.ValueKind == JsonValueKind.Array)
        {
            return (merge[0].GetString()!, merge[1].GetString()!);
        }

        string text = merge.GetString()!;
        int space = text.IndexOf(' ', 1);
        return (text[..space], text[(space + 1)..]);
    }

    private static bool Flag(JsonElement model, string name) => model.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.True;
}
