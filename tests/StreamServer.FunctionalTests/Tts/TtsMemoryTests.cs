using System.Net.Http.Json;
using StreamServer.Inference.Audio;
using Xunit.Abstractions;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>The short form of <c>./run.sh bench soak</c>, which sends thousands of requests.</summary>
public sealed class TtsMemoryTests(ITestOutputHelper output)
{
    private const int Requests = 240;

    /// <summary>
    /// In MB, of the median from the second third to the last. In the first hundred requests a runtime still takes what it likes (pools,
    /// buffers of
    /// each size, code that is compiled again): up to 90 MB. A response that is kept costs 1 MB, so 80 in a third.
    /// </summary>
    private const double MostGrowth = 64;

    [Fact]
    public async Task Memory_of_the_last_third_of_the_requests_is_that_of_the_second()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(("MODELS_DIR", Path.Combine(ServerFixture.Root, "models")))
            .WaitAsync(ServerFixture.Limit);
        using HttpClient client = new() { BaseAddress = server.Url };
        double[] memory = new double[Requests];
        for (int i = 0; i < Requests; i++)
        {
            string format = AudioFormats.Names[i % AudioFormats.Names.Count];
            using HttpResponseMessage response = await client.PostAsJsonAsync(
                TtsClient.Route, new
                {
                    text = "The shop is closed on Sunday. You can take the red one.",
                    format,
                    seed = i,
                    stream = i % 3 > 0
                }).WaitAsync(ServerFixture.Limit);
            Assert.True((await response.Content.ReadAsByteArrayAsync()).Length > 4000, format);
            memory[i] = server.MemoryMb;
        }

        double[] medians = [.. memory.Chunk(Requests / 3).Select(third => third.Order().ElementAt(third.Length / 2))];
        output.WriteLine($"{medians[0]:F0}, {medians[1]:F0} and {medians[2]:F0} MB");
        Assert.True(medians[2] - medians[1] < MostGrowth,
            $"The medians of the thirds are {medians[0]:F0}, {medians[1]:F0} and {medians[2]:F0} MB.");
    }
}
