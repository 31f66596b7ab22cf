using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Cloning;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Post.Bandwidth;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Inference.Tts.Voices;
using StreamServer.Models.Manifest;
using StreamServer.Normalization.Text;

namespace StreamServer.Inference.Tts;

/// <summary>Everything that text to speech needs, loaded and running. Shared by all requests.</summary>
/// <param name="owned">What is disposed with it.</param>
internal sealed class SpeechModels(DisposableStack owned) : IDisposable
{
    private SpeakableScripts? _scripts;

    public required ModelEntry Entry { get; init; }

    public required ModelEntry CodecEntry { get; init; }

    /// <summary>What people should know of how the language model was loaded, for the start-up lines; mostly empty.</summary>
    public string Note { get; init; } = "";

    public required PromptBuilder Prompts { get; init; }

    public required VoiceCatalog Voices { get; init; }

    public required LmEngine Lm { get; init; }

    public required CodecEngine Codec { get; init; }

    public required LegalAnswers Legal { get; init; }

    public required SpeakerGlobals Speakers { get; init; }

    public required VoiceCloning Cloning { get; init; }

    /// <summary>What fills the band above the codec's; null when no such model is chosen.</summary>
    public BandwidthEngine? Bandwidth { get; init; }

    public TtsModelSpec Spec => Entry.Tts!;

    /// <summary>The scripts of the languages that it speaks.</summary>
    public SpeakableScripts Scripts => _scripts ??= SpeakableScripts.Of(Entry.Languages);

    public CodecSpec CodecSpec => CodecEntry.Codec!;

    /// <summary>Hz of the codec's samples.</summary>
    public int SampleRate => CodecEntry.SampleRate;

    public void Dispose() => owned.Dispose();
}
