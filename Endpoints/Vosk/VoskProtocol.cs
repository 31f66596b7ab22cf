using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Stt;
using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Models.Decoding;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Vosk;

/// <summary>
/// The socket of vosk-server (alphacep/vosk-server, <c>websocket/asr_server.py</c>): every message of audio has one answer, a
/// partial or the final that has become ready; <c>{"eof":1}</c> is answered by the last final and ends it, <c>{"reset":1}</c> by the
/// final so far. One a connection.
/// </summary>
internal sealed class VoskProtocol : ISttProtocol
{
    private const int MaxPhrases = 500;

    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Queue<SttText> _finals = new();
    private string _partial = "";
    private double _answered;
    private int? _rate;
    private bool _hasWords = true;
    private int _alternatives;
    private string[] _phrases = [];

    public bool TakesBinary => true;

    public bool SendsReady => false;

    public ReplyRule Replies => ReplyRule.None;

    public SttSessionSettings Adapt(SttSessionSettings settings)
    {
        lock (_gate)
        {
            return settings with
            {
                SampleRate = _rate ?? settings.SampleRate,
                Job = _phrases.Length == 0 ? settings.Job : settings.Job with { HotWords = _phrases },
            };
        }
    }

    public SttMessage Read(JsonElement root)
    {
        if (root.TryGetProperty("config", out JsonElement config))
        {
            Configure(config);
            return new SttMessage.KeepAlive();
        }

        return root.TryGetProperty("eof", out _) ? new SttMessage.Close()
            : root.TryGetProperty("reset", out _) ? new SttMessage.Final()
            : throw new StreamException(StreamError.ClientBadMessage, "A message has one of config, eof, reset.", "config");
    }

    public SttEvent? DueAt(double audioSeconds)
    {
        lock (_gate)
        {
            if (audioSeconds <= _answered)
            {
                return null;
            }

            _answered = audioSeconds;
            return new VoskReply();
        }
    }

    public bool Write(SttEvent item, SttSessionSettings settings, Utf8JsonWriter json)
    {
        lock (_gate)
        {
            switch (item)
            {
                case SttEvent.Transcript { Text: { IsFinal: true, Forced: true } asked }:
                    _partial = "";
                    WriteFinal([.. _finals, asked], json);
                    _finals.Clear();
                    return true;
                case SttEvent.Transcript { Text: { IsFinal: true } final }:
                    _partial = "";
                    _finals.Enqueue(final);
                    return false;
                case SttEvent.Transcript { Text: var partial }:
                    _partial = partial.Text;
                    return false;
                case VoskReply when _finals.TryDequeue(out SttText? ready):
                    WriteFinal([ready], json);
                    return true;
                case VoskReply:
                    json.WriteString("partial", _partial);
                    return true;
                case SttEvent.Summary:
                    WriteFinal([.. _finals], json);
                    return true;
                default:
                    return false;
            }
        }
    }

    public void WriteError(ErrorShape shape, StreamException failure, Utf8JsonWriter json) => SttJson.WriteError(shape, failure, json);

    private void WriteFinal(IReadOnlyList<SttText> texts, Utf8JsonWriter json)
    {
        string text = string.Join(' ', texts.Where(one => one.Text.Length > 0).Select(one => one.Text));
        if (_alternatives > 0)
        {
            json.WriteStartArray("alternatives");
            json.WriteStartObject();
            json.WriteNumber("confidence", texts.Count == 0 ? 0 : Math.Round(texts.Average(one => one.Confidence), 4));
            WriteWords(texts, json);
            json.WriteString("text", text);
            json.WriteEndObject();
            json.WriteEndArray();
            return;
        }

        WriteWords(texts, json);
        json.WriteString("text", text);
    }

    private void WriteWords(IReadOnlyList<SttText> texts, Utf8JsonWriter json)
    {
        if (!_hasWords || !texts.Any(text => text.Words.Count > 0))
        {
            return;
        }

        json.WriteStartArray("result");
        foreach (SttWord word in texts.SelectMany(text => text.Words))
        {
            json.WriteStartObject();
            json.WriteNumber("conf", Math.Round(word.Confidence, 4));
            json.WriteNumber("end", Math.Round(word.End, 3));
            json.WriteNumber("start", Math.Round(word.Start, 3));
            json.WriteString("word", word.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Configure(JsonElement config)
    {
        if (config.ValueKind != JsonValueKind.Object)
        {
            throw Bad("config", "is an object");
        }

        lock (_gate)
        {
            if (config.TryGetProperty("sample_rate", out JsonElement rate))
            {
                int hertz = rate.ValueKind == JsonValueKind.Number && rate.TryGetDouble(out double value) && value is > 0 and < 1e6
                    ? (int)value
                    : 0;
                if (hertz > 48_000 || !AudioRates.IsUsual(hertz))
                {
                    throw Bad("sample_rate", "is one of 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000");
                }

                if (_answered > 0 && _rate != hertz)
                {
                    throw Bad("sample_rate", "cannot change behind the first audio");
                }

                _rate = hertz;
            }

            _hasWords = !config.TryGetProperty("words", out JsonElement words) || words.ValueKind is not (JsonValueKind.False
                or JsonValueKind.Null) && !(words.ValueKind == JsonValueKind.Number && words.GetRawText() == "0");
            _alternatives = config.TryGetProperty("max_alternatives", out JsonElement most) && most.ValueKind == JsonValueKind.Number
                && most.TryGetInt32(out int number) ? number : 0;
            _phrases = config.TryGetProperty("phrase_list", out JsonElement list) ? PhrasesOf(list) : _phrases;
        }
    }

    private static string[] PhrasesOf(JsonElement list)
    {
        string[] phrases = list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= MaxPhrases
            && list.EnumerateArray().All(phrase => phrase.ValueKind == JsonValueKind.String && phrase.GetString()!.Length is > 0 and <= 100)
            ? [.. list.EnumerateArray().Select(phrase => phrase.GetString()!).Where(phrase => phrase != "[unk]")]
            : throw Bad("phrase_list", $"has at most {MaxPhrases} strings of at most 100 characters");
        if (phrases.Length > 0)
        {
            HotWords.Of(phrases);
        }

        return phrases;
    }

    private static StreamException Bad(string member, string problem) =>
        new(StreamError.ClientBadMessage, $"{member} {problem}.", member);
}
