using System.Diagnostics.Metrics;

namespace StreamServer.Inference.Runtime.Metrics;

/// <summary>Upper ends of the buckets of histograms, by what is measured.</summary>
internal static class Buckets
{
    /// <summary>Seconds until a caller sees text; dense around the objective of 0.3 s.</summary>
    public static InstrumentAdvice<double> Transcript { get; } = Of(.05, .1, .15, .2, .25, .3, .4, .5, .75, 1, 1.5, 2, 3, 5);

    /// <summary>Seconds behind the audio.</summary>
    public static InstrumentAdvice<double> Lag { get; } = Of(.05, .1, .25, .5, 1, 2, 5, 10, 30);

    /// <summary>Seconds until a caller hears something; those of the smallest models lie under 0.05.</summary>
    public static InstrumentAdvice<double> FirstAudio { get; } = Of(.01, .02, .05, .1, .15, .2, .3, .4, .5, .75, 1, 2, 5);

    /// <summary>Time taken over audio made.</summary>
    public static InstrumentAdvice<double> RealTimeFactor { get; } = Of(.01, .02, .05, .1, .2, .3, .5, .75, 1, 1.5, 2);

    /// <summary>Seconds of one run of a model; voice activity and the bundled models lie under 0.005.</summary>
    public static InstrumentAdvice<double> Step { get; } =
        Of(.0005, .001, .002, .005, .01, .02, .03, .04, .06, .08, .12, .2, .5, 1, 3);

    /// <summary>Seconds in a queue.</summary>
    public static InstrumentAdvice<double> Wait { get; } = Of(.001, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10);

    /// <summary>Seconds of a call of a store, in this process or over a network.</summary>
    public static InstrumentAdvice<double> Store { get; } = Of(.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5);

    /// <summary>Rows of a batch.</summary>
    public static InstrumentAdvice<int> Rows { get; } = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] };

    /// <summary>Share of a batch that nobody asked for; buckets of jobs keep it under 0.25.</summary>
    public static InstrumentAdvice<double> Share { get; } = Of(0, .05, .1, .15, .2, .25, .5, .75);

    private static InstrumentAdvice<double> Of(params double[] ends) => new() { HistogramBucketBoundaries = ends };
}
