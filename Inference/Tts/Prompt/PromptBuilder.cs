using System.Text;
using System.Text.RegularExpressions;
using StreamServer.Inference.Tts.Prompt.Tokenizer;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>Fills the manifest's prompt templates and turns them into token ids. Immutable and thread-safe.</summary>
internal sealed partial class PromptBuilder
{
    /// <summary>Tokens that a chunk may have beside its share by length: short texts have pauses too.</summary>
    private const int ExtraTokens = 64;

    private readonly LmTokenizer _tokenizer;
    private readonly TtsPrompts _prompts;
    private readonly string _beforeAcoustic;
    private readonly string _afterAcoustic;
    private readonly double _tokensPerChar;
    private readonly HashSet<int> _reserved = [];

    public PromptBuilder(LmTokenizer tokenizer, TtsModelSpec spec, TtsVocabulary vocabulary)
    {
        _tokenizer = tokenizer;
        _prompts = spec.Prompts;
        string[] parts = spec.Prompts.Speaker.Split(TtsPrompts.AcousticSlot, 2);
        (_beforeAcoustic, _afterAcoustic) = (parts[0], parts.Length > 1 ? parts[1] : "");
        _tokensPerChar = spec.MaxTokensPerChar;

        // What gives a prompt its structure may not come from a caller's text; emotion tags and the like may.
        _reserved.UnionWith(vocabulary.SemanticIds);
        _reserved.UnionWith(vocabulary.GlobalIds);
        _reserved.UnionWith(vocabulary.StopIds);
        IEnumerable<string> templates = [spec.Prompts.Speaker, spec.Prompts.Globals, spec.Prompts.Cloned,
            .. spec.Speakers.Select(speaker => speaker.Tag)];
        foreach (Match token in templates.SelectMany(template => SpecialToken().Matches(template)))
        {
            if (tokenizer.IdOf(token.Value) is { } id)
            {
                _reserved.Add(id);
            }
        }
    }

    /// <summary>A prompt after which the model writes the attribute values of the voice, if it has such a part.</summary>
    public int[] ForAcoustic(Voice voice, string text) => Build(_beforeAcoustic, voice, text, []);

    /// <summary>A prompt after which the model makes the 32 globals of the voice.</summary>
    /// <param name="voice">Whose tag goes in.</param>
    /// <param name="text">One chunk.</param>
    /// <param name="acoustic">Ids that the model wrote after <see cref="ForAcoustic"/>, without their end.</param>
    public int[] ForGlobals(Voice voice, string text, ReadOnlySpan<int> acoustic) =>
        [.. Build(_beforeAcoustic, voice, text, []), .. acoustic, .. _tokenizer.Encode(_afterAcoustic, (0, 0), _reserved)];

    /// <summary>A prompt after which the model speaks <paramref name="text"/>.</summary>
    /// <param name="voice">Whose tag goes in; a cloned voice has none.</param>
    /// <param name="text">One chunk, at most the model's <c>maxChars</c>.</param>
    /// <param name="globals">32 global token numbers.</param>
    public int[] ForSpeech(Voice voice, string text, ReadOnlySpan<int> globals) =>
        Build(voice.IsCloned ? _prompts.Cloned : _prompts.Globals, voice, text, globals);

    /// <summary>Semantic tokens after which the speech of a text ends even without a stop token.</summary>
    public int MostTokens(string text) => (int)(text.Length * _tokensPerChar) + ExtraTokens;

    private int[] Build(string template, Voice voice, string text, ReadOnlySpan<int> globals)
    {
        StringBuilder prompt = new();
        (int Start, int End) caller = default;
        int at = 0;
        foreach (ValueMatch slot in Placeholder().EnumerateMatches(template))
        {
            prompt.Append(template, at, slot.Index - at);
            switch (template.AsSpan(slot.Index, slot.Length))
            {
                case "{tag}":
                    prompt.Append(voice.Tag);
                    break;

                case "{text}":
                    caller = (prompt.Length, prompt.Length + text.Length);
                    prompt.Append(text);
                    break;

                default:
                    foreach (int number in globals)
                    {
                        prompt.Append("<|bicodec_global_").Append(number).Append("|>");
                    }

                    break;
            }

            at = slot.Index + slot.Length;
        }

        prompt.Append(template, at, template.Length - at);
        return [.. _tokenizer.Encode(prompt.ToString(), caller, _reserved)];
    }

    [GeneratedRegex(@"\{tag\}|\{text\}|\{globals\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"<\|[^|]+\|>")]
    private static partial Regex SpecialToken();
}
