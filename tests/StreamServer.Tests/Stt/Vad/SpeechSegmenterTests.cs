using StreamServer.Inference.Stt.Vad;

namespace StreamServer.Tests.Stt.Vad;

public sealed class SpeechSegmenterTests
{
    private const int Window = SileroVad.Window;

    private static readonly SegmenterSettings Settings = new();

    [Fact]
    public void Speech_starts_padded_and_ends_after_the_silence()
    {
        List<SegmentChange> changes = Run(Settings, Silence(20), Speech(20), Silence(20));

        SegmentChange started = Assert.Single(changes, change => change.Kind == SegmentKind.Started);
        SegmentChange ended = Assert.Single(changes, change => change.Kind == SegmentKind.Ended);
        Assert.Equal((20 * Window) - Settings.PadBefore, started.Start);
        Assert.Equal(started.Start, ended.Start);
        Assert.Equal((40 * Window) + Settings.PadAfter, ended.End);
    }

    [Fact]
    public void The_speculation_before_the_end_names_the_very_segment_that_the_end_confirms()
    {
        List<SegmentChange> changes = Run(Settings, Speech(20), Silence(20));

        SegmentChange quiet = Assert.Single(changes, change => change.Kind == SegmentKind.Quiet);
        SegmentChange ended = Assert.Single(changes, change => change.Kind == SegmentKind.Ended);
        Assert.Equal(quiet with { Kind = SegmentKind.Ended }, ended);
        Assert.True(changes.IndexOf(quiet) < changes.IndexOf(ended));
    }

    [Theory]
    [InlineData(-75, 2)]
    [InlineData(-65, 0)]
    public void Silence_that_can_be_heard_counts_before_the_model_notices_it(float level, int earlier)
    {
        // The model takes two windows of silence for speech. 250 ms are eight windows.
        SpeechSegmenter segmenter = new(Settings);
        (float Probability, float Level)[] windows =
            [.. Enumerable.Repeat((0.95f, -30f), 20), .. Enumerable.Repeat((0.9f, level), 2), .. Enumerable.Repeat((0.02f, level), 20)];
        int window = 0;
        SegmentChange change;
        List<SegmentKind> before = [];
        while ((change = segmenter.Push(windows[window].Probability, windows[window].Level)).Kind != SegmentKind.Ended)
        {
            before.Add(change.Kind);
            window++;
        }

        Assert.Equal(22 + 8 - earlier, window + 1);
        Assert.Equal((22 - earlier) * Window, segmenter.SpeechEnd);
        Assert.Equal((22 * Window) + Settings.PadAfter, change.End);
        Assert.Contains(SegmentKind.Quiet, before);
    }

    [Fact]
    public void The_model_must_agree_for_two_windows_however_quiet_it_is()
    {
        SpeechSegmenter segmenter = new(Settings with { EndpointingMs = 96 });
        for (int i = 0; i < 20; i++)
        {
            segmenter.Push(0.95f, i < 10 ? -30 : -90);
        }

        Assert.Equal(SegmentKind.None, segmenter.Push(0.02f, -90).Kind);
        Assert.Equal(SegmentKind.Ended, segmenter.Push(0.02f, -90).Kind);
    }

    [Fact]
    public void A_short_pause_does_not_end_the_segment()
    {
        List<SegmentChange> changes = Run(Settings, Speech(20), Silence(6), Speech(20), Silence(20));

        Assert.Single(changes, change => change.Kind == SegmentKind.Started);
        Assert.Single(changes, change => change.Kind == SegmentKind.Resumed);
        Assert.Equal((46 * Window) + Settings.PadAfter, Assert.Single(changes, change => change.Kind == SegmentKind.Ended).End);
    }

    [Fact]
    public void A_burst_shorter_than_the_minimum_is_not_speech() =>
        Assert.Empty(Run(Settings, Silence(5), Speech(2), Silence(20)));

    [Fact]
    public void Between_the_two_thresholds_nothing_changes()
    {
        List<SegmentChange> changes = Run(Settings, Level(0.45f, 10), Speech(10), Level(0.45f, 30), Speech(3), Silence(20));

        SegmentChange started = Assert.Single(changes, change => change.Kind == SegmentKind.Started);
        Assert.Equal((10 * Window) - Settings.PadBefore, started.Start);
        Assert.Equal((53 * Window) + Settings.PadAfter, Assert.Single(changes, change => change.Kind == SegmentKind.Ended).End);
    }

    [Fact]
    public void The_padding_never_reaches_into_the_segment_before()
    {
        List<SegmentChange> changes = Run(Settings with { PadAfterMs = 250 }, Speech(10), Silence(9), Speech(10), Silence(10));

        SegmentChange first = changes.First(change => change.Kind == SegmentKind.Ended);
        SegmentChange second = changes.Last(change => change.Kind == SegmentKind.Started);
        Assert.True(second.Start >= first.End, $"{second.Start} < {first.End}");
    }

    [Fact]
    public void Long_speech_is_cut_at_its_quietest_place_and_nothing_is_lost()
    {
        SegmenterSettings settings = Settings with { MaxUtteranceMs = 4000 };
        SpeechSegmenter segmenter = new(settings);
        List<SegmentChange> changes = [];
        for (int window = 0; window < 400; window++)
        {
            // A dip of three windows, quieter than the rest though no silence, once in two seconds.
            float level = window % 63 is >= 50 and <= 52 ? -40 : -20;
            changes.Add(segmenter.Push(0.95f, level));
        }

        changes.Add(segmenter.Force(segmenter.Position));
        SegmentChange[] segments = [.. changes.Where(change => change.Kind is SegmentKind.Cut or SegmentKind.Ended)];
        Assert.True(segments.Length >= 3);
        for (int i = 0; i < segments.Length; i++)
        {
            Assert.True(segments[i].End - segments[i].Start <= settings.MaxUtterance, "A segment is longer than allowed.");
            if (i > 0)
            {
                Assert.Equal(segments[i - 1].End, segments[i].Start);
            }
        }

        Assert.All(segments[..^1], segment => Assert.Equal(51, segment.End / Window % 63));
        Assert.Equal(400 * Window, segments[^1].End);
    }

    [Fact]
    public void A_forced_end_takes_all_audio_there_is()
    {
        SpeechSegmenter segmenter = new(Settings);
        for (int i = 0; i < 10; i++)
        {
            segmenter.Push(0.9f, -20);
        }

        SegmentChange forced = segmenter.Force(segmenter.Position + 300);

        Assert.Equal(new SegmentChange(SegmentKind.Ended, 0, (10 * Window) + 300), forced);
        Assert.Equal(SegmentKind.None, segmenter.Force(segmenter.Position + 300).Kind);
    }

    [Fact]
    public void Segments_of_random_speech_are_ordered_disjoint_and_hold_every_speech_window()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            SegmenterSettings settings = Settings with { MaxUtteranceMs = 5000, EndpointingMs = random.Next(64, 600) };
            SpeechSegmenter segmenter = new(settings);
            List<(long Start, long End)> segments = [];
            List<long> loud = [];
            bool speech = false;
            for (int window = 0; window < 1000; window++)
            {
                speech = random.NextDouble() < 0.05 ? !speech : speech;
                if (segmenter.IsOpen && speech)
                {
                    loud.Add(window * (long)Window);
                }

                SegmentChange change = segmenter.Push(speech ? 0.9f : 0.1f, random.NextSingle());
                if (change.Kind is SegmentKind.Ended or SegmentKind.Cut)
                {
                    segments.Add((change.Start, change.End));
                }
            }

            SegmentChange last = segmenter.Force(segmenter.Position);
            if (last.Kind == SegmentKind.Ended)
            {
                segments.Add((last.Start, last.End));
            }

            for (int i = 0; i < segments.Count; i++)
            {
                Assert.True(segments[i].Start < segments[i].End, $"Seed {seed}: segment {i} is empty.");
                Assert.True(i == 0 || segments[i].Start >= segments[i - 1].End, $"Seed {seed}: segment {i} overlaps.");
            }

            Assert.All(loud, position => Assert.True(
                segments.Any(segment => position >= segment.Start - Window && position < segment.End),
                    $"Seed {seed}: speech at {position} is lost."));
        }
    }

    private static List<SegmentChange> Run(SegmenterSettings settings, params IEnumerable<float>[] parts)
    {
        SpeechSegmenter segmenter = new(settings);
        return [.. parts.SelectMany(part => part).Select(probability => segmenter.Push(probability, -30))
            .Where(change => change.Kind != SegmentKind.None)];
    }

    private static IEnumerable<float> Speech(int windows) => Level(0.95f, windows);

    private static IEnumerable<float> Silence(int windows) => Level(0.02f, windows);

    private static IEnumerable<float> Level(float probability, int windows) => Enumerable.Repeat(probability, windows);
}
