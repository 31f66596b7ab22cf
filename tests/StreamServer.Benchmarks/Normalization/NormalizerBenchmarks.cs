using BenchmarkDotNet.Attributes;
using StreamServer.Normalization;
using StreamServer.Normalization.Text;

namespace StreamServer.Benchmarks.Normalization;

/// <summary>One normalization of one request's text. Expected allocation: the result, the ranges of a phone number, nothing else.</summary>
[MemoryDiagnoser]
public class NormalizerBenchmarks
{
    private string _sentence = "";
    private string _hindi = "";
    private string _page = "";
    private string _plain = "";

    [GlobalSetup]
    public void Setup()
    {
        _sentence = NormalizerTexts.Sentence;
        _hindi = NormalizerTexts.Hindi;
        _page = NormalizerTexts.Page;
        _plain = NormalizerTexts.Plain;
    }

    /// <summary>100 characters of English with a date, a time, an amount, a phone number and an address.</summary>
    [Benchmark(Baseline = true)]
    public string Sentence100() => TextNormalizer.NormalizeText(_sentence, NormalizationOptions.Default);

    /// <summary>877 characters of Hindi with ten emotion tags.</summary>
    [Benchmark]
    public string Hindi877() => TextNormalizer.NormalizeText(_hindi, NormalizationOptions.Default);

    /// <summary>5,000 characters of English, Hindi and Telugu with numbers.</summary>
    [Benchmark]
    public string Page5000() => TextNormalizer.NormalizeText(_page, NormalizationOptions.Default);

    /// <summary>100 characters with nothing to do: no allocation.</summary>
    [Benchmark]
    public string Plain100() => TextNormalizer.NormalizeText(_plain, NormalizationOptions.Default);
}
