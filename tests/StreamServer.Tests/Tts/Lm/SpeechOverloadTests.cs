using Xunit.Abstractions;

namespace StreamServer.Tests.Tts.Lm;

/// <summary>
/// Overload of speech in virtual time (docs/decisions/0036). On a machine that makes speech faster than it is heard nobody who is let in
/// hears a gap of more than 50 ms, and as much is made as when everybody is let in and out at once. On one that is slower, most of them
/// hear none, where without the rule everybody does, for part of the throughput.
/// </summary>
public sealed class SpeechOverloadTests(ITestOutputHelper output)
{
    private const double Limit = 3600;

    /// <summary>By then the machine has been measured, as by the warm-up at load.</summary>
    private const double Warm = 30;

    [Theory]
    [InlineData(1, 60)]
    [InlineData(20, 300)]
    [InlineData(50, 300)]
    [InlineData(100, 400)]
    public void At_every_load_those_who_are_let_in_hear_it_whole_and_the_machine_makes_as_much(int callers, int requests)
    {
        SpeechSimulation ruled = Run(SpeechMachine.Bundled, callers, requests, isRuled: true);
        SpeechSimulation free = Run(SpeechMachine.Bundled, callers, requests, isRuled: false);
        Assert.True(ruled.C50() >= 0.99, $"C50 {ruled.C50():P1}");
        Assert.True(Throughput(ruled) >= 0.9 * Throughput(free), $"{Throughput(ruled):F2} of {Throughput(free):F2} s of audio/s");
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(5, 40)]
    [InlineData(20, 60)]
    [InlineData(50, 100)]
    [InlineData(100, 150)]
    public void On_a_machine_that_is_slower_than_listening_a_late_beginning_takes_the_place_of_gaps(int callers, int requests)
    {
        SpeechSimulation ruled = Run(SpeechMachine.RealShapes, callers, requests, isRuled: true);
        SpeechSimulation free = Run(SpeechMachine.RealShapes, callers, requests, isRuled: false);
        Assert.True(free.C50() <= 0.05, $"C50 {free.C50():P1} without the rule.");
        Assert.True(ruled.C50() >= 0.95, $"C50 {ruled.C50():P1}");
        Assert.True(Throughput(ruled) >= 0.7 * Throughput(free), $"{Throughput(ruled):F2} of {Throughput(free):F2} s of audio/s");
    }

    [Fact]
    public void Of_many_more_long_listeners_than_slots_few_stutter()
    {
        SpeechSimulation simulation = new(SpeechMachine.Bundled);
        for (int i = 0; i < 120; i++)
        {
            int number = i;
            simulation.At(0.4 * i, () => simulation.Enter(Long($"o{number}", SpeechCallerKind.Listener)));
        }

        simulation.Run(Limit);
        Print(simulation, "listeners");
        Assert.True(simulation.C50() >= 0.85, $"C50 {simulation.C50():P1}");
        Assert.True(simulation.Done.Count >= 35, $"{simulation.Done.Count} were heard.");
    }

    [Fact]
    public void A_burst_on_top_of_a_steady_load_lets_nobody_stutter()
    {
        SpeechSimulation simulation = new(SpeechMachine.Bundled);
        simulation.AddCallers(10, 200, Short);
        for (int burst = 1; burst <= 3; burst++)
        {
            simulation.AddCallers(80, 80, Short, at: 4 * burst);
        }

        simulation.Run(Limit);
        Print(simulation, "bursts");
        Assert.True(simulation.C50() >= 0.99, $"C50 {simulation.C50():P1}");
        Assert.Equal(440, simulation.Done.Count + simulation.Lost);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(96)]
    public void One_greedy_owner_neither_delays_an_honest_one_nor_makes_him_stutter(int many)
    {
        SpeechSimulation simulation = new(SpeechMachine.Bundled);
        simulation.AddCallers(many, 1000, number => Long("greedy", SpeechCallerKind.Eager));
        for (int i = 0; i < 30; i++)
        {
            simulation.At(1 + i, () => simulation.Enter(Short(0, "honest")));
        }

        simulation.Run(60);
        Print(simulation, $"greedy {many}");
        SimulatedResponse[] honest = [.. simulation.Done.Where(one => one.Owner == "honest")];
        Assert.Equal(30, honest.Length);
        Assert.True(honest.Max(one => one.FirstAudioAt - one.AskedAt) < 5, $"{honest.Max(one => one.FirstAudioAt - one.AskedAt):F2} s");
        Assert.True(simulation.C50("honest") >= 0.99);
    }

    [Fact]
    public void Clients_who_read_nothing_hold_nobody_up()
    {
        SpeechSimulation simulation = new(SpeechMachine.Bundled);
        simulation.AddCallers(24, 24, number => Long("mute", SpeechCallerKind.Mute));
        for (int i = 0; i < 20; i++)
        {
            simulation.At(10 + i, () => simulation.Enter(Short(0, "honest")));
        }

        simulation.Run(60);
        Print(simulation, "mute");
        SimulatedResponse[] honest = [.. simulation.Done.Where(one => one.Owner == "honest")];
        Assert.Equal(20, honest.Length);
        Assert.True(honest.Max(one => one.FirstAudioAt - one.AskedAt) < 3, $"{honest.Max(one => one.FirstAudioAt - one.AskedAt):F2} s");
        Assert.True(simulation.C50("honest") >= 0.99);
    }

    private SpeechSimulation Run(SpeechMachine machine, int callers, int requests, bool isRuled)
    {
        SpeechSimulation simulation = new(machine, isRuled);
        simulation.AddCallers(1, 2, Short);
        simulation.AddCallers(callers, requests, Short, at: Warm);
        simulation.Run(Limit);
        Print(simulation, $"{callers} at once, {(isRuled ? "ruled" : "free")}");
        Assert.Equal(requests + 2, simulation.Done.Count + simulation.Lost);
        return simulation;
    }

    /// <summary>Two sentences, the first of them short, as those of the load test.</summary>
    private static SimulatedResponse Short(int number) => Short(number, "");

    private static SimulatedResponse Short(int number, string owner)
    {
        Random random = new(number);
        return new SimulatedResponse(owner, [random.Next(90, 130), random.Next(60, 110)]);
    }

    /// <summary>A minute of speech.</summary>
    private static SimulatedResponse Long(string owner, SpeechCallerKind kind) => new(owner, [150, .. Enumerable.Repeat(600, 5)], kind);

    private static double Throughput(SpeechSimulation simulation) =>
        simulation.Done.Where(one => one.AskedAt >= Warm).Sum(one => one.Seconds) / (simulation.Done.Max(one => one.FinishedAt) - Warm);

    private void Print(SpeechSimulation simulation, string what)
    {
        double[] first = [.. simulation.Done.Where(one => one.IsPlayed).Select(one => one.FirstAudioAt - one.AskedAt).Order()];
        SimulatedResponse[] honest = [.. simulation.Done.Where(one => one.Owner == "honest")];
        output.WriteLine(
            $"{what}: {simulation.Done.Count} done, {simulation.Refused} refused, {simulation.Lost} lost, C50 {simulation.C50():P1}, "
                + $"{(simulation.Done.Count == 0 ? 0 : Throughput(simulation)):F2} s of audio/s, first audio p50 "
                + $"{(first.Length == 0 ? 0 : first[first.Length / 2]):F2} s, p95 "
                + $"{(first.Length == 0 ? 0 : first[(int)(first.Length * 0.95)]):F2} s; honest {honest.Length}, C50 "
                + $"{simulation.C50("honest"):P0}, "
                + $"first audio at most {honest.Select(one => one.FirstAudioAt - one.AskedAt).DefaultIfEmpty().Max():F2} s");
    }
}
