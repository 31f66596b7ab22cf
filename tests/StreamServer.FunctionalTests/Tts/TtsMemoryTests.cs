using System.Net.Http.Json;
using StreamServer.Benchmarks;
using StreamServer.Inference.Audio;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>The short form of <c>./run.sh bench soak</c>, which sends thousands of requests.</summary>
public sealed class TtsMemoryTests
{
    private const int Requests = 120;

    /// <summary>
    /// In MB, from the second third to the last. In the first a runtime still takes what it likes (pools, code that is compiled again): on a busy
    /// machine 50 MB. A response that is kept costs 1 MB, so 40 in a third.
    /// </summary>
    private const double MostGrowth = 32;

    [Fact]
    public async Task Memory_after_a_hundred_and_twenty_requests_is_what_it_was_after_eighty()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(("MODELS_DIR", Path.Combine(ServerFixture.Root, "models"))).WaitAsync(ServerFixture.Limit);
        using HttpClient client = new() { BaseAddress = server.Url };
        double[] peaks = new double[3];
        for (int i = 0; i < Requests; i++)
        {
            string format = AudioFormats.Names[i % AudioFormats.Names.Count];
            using HttpResponseMessage response = await client.PostAsJsonAsync(
                TtsClient.Route, new { text = "The shop is closed on Sunday. You can take the red one.", format, seed = i, stream = i % 3 > 0 }).WaitAsync(ServerFixture.Limit);
            Assert.True((await response.Content.ReadAsByteArrayAsync()).Length > 4000, format);
            peaks[i * peaks.Length / Requests] = Math.Max(peaks[i * peaks.Length / Requests], server.MemoryMb);
        }

        Assert.True(peaks[2] - peaks[1] < MostGrowth, $"{peaks[0]:F0} MB at most in the first third, {peaks[1]:F0} and {peaks[2]:F0} in the others.");
    }
}
