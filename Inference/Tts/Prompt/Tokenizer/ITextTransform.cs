namespace StreamServer.Inference.Tts.Prompt.Tokenizer;

/// <summary>One step of a tokenizer's normaliser: text in, text out.</summary>
internal interface ITextTransform
{
    string Apply(string text);
}
