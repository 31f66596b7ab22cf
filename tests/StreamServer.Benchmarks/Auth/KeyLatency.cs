using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamServer.Auth;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Benchmarks.Auth;

/// <summary>
/// The server's own access pipeline without a network: the same request to a route that is open and to one that needs a key, in
/// turns, so that both meet the same machine.
/// </summary>
internal static class KeyLatency
{
    private const double AllowedMicroseconds = 50;

    public static async Task<int> RunAsync(int requests, TextWriter output)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("streamserver-auth-");
        await using WebApplication app = Compose(folder.FullName);
        RequestDelegate pipeline = PipelineOf(app);
        RateLimitHeaders headers = app.Services.GetRequiredService<RateLimitHeaders>();
        IssuedKey key = await app.Services.GetRequiredService<KeyOffice>()
            .CreateAsync(new KeyWish("bench", "bench", "big", KeyScopes.Tts | KeyScopes.Stt, null), default);

        List<double> open = new(requests);
        List<double> closed = new(requests);
        for (int number = -requests / 10; number < requests; number++)
        {
            double opened = await TimeAsync("/open", key.Text);
            double checkedKey = await TimeAsync("/closed", key.Text);
            if (number >= 0)
            {
                open.Add(opened);
                closed.Add(checkedKey);
            }
        }

        (Percentiles without, Percentiles with) = (Percentiles.Of(open), Percentiles.Of(closed));
        double added = with.P99 - without.P99;
        output.WriteLine($"route without a key  p50 {without.P50,6:0.0} µs  p99 {without.P99,6:0.0} µs");
        output.WriteLine($"route with a key     p50 {with.P50,6:0.0} µs  p99 {with.P99,6:0.0} µs");
        output.WriteLine(
            $"a known key adds     p50 {with.P50 - without.P50,6:0.0} µs  p99 {added,6:0.0} µs (at most {AllowedMicroseconds})");
        await FrameAsync(app, key, output);
        folder.Delete(recursive: true);
        return added < AllowedMicroseconds ? 0 : 1;

        async Task<double> TimeAsync(string path, string text)
        {
            await using AsyncServiceScope scope = app.Services.CreateAsyncScope();
            DefaultHttpContext context = new() { RequestServices = scope.ServiceProvider };
            context.Request.Method = "GET";
            context.Request.Path = path;
            context.Request.Headers["X-API-Key"] = text;
            long start = Stopwatch.GetTimestamp();
            await pipeline(context);
            if (context.Features.Get<CallerIdentity>() is { } caller && path == "/closed")
            {
                // A server does this when the answer starts, which there is none of here.
                await headers.WriteAsync(context, caller);
            }

            double took = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            return context.Response.StatusCode == StatusCodes.Status200OK
                ? took
                : throw new InvalidOperationException($"{path} answered {context.Response.StatusCode}.");
        }
    }

    private static WebApplication Compose(string folder)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([new("AUTH_MODE", "required"), new("DATA_DIR", folder)]);
        SettingsReader settings = new(builder.Configuration);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new StreamServer.Endpoints.Edge.EndpointsOptions());
        builder.Services.AddAuth(settings, isLoopback: true);
        builder.Services.AddAccess();
        WebApplication app = builder.Build();

        // Every limit there is, and none that the run reaches.
        app.Services.GetRequiredService<KeyOffice>().SavePlanAsync(
            new StreamServer.Auth.Plans.Plan
            {
                Id = "big",
                RequestsPerMinute = 1_000_000_000,
                ConcurrentStt = 1000,
                ConcurrentTts = 1000,
                CharactersPerDay = 1_000_000_000,
                CharactersPerMonth = 1_000_000_000,
                AudioSecondsPerDay = 1_000_000_000,
                AudioSecondsPerMonth = 1_000_000_000,
                Credits = 1_000_000,
            },
            default).GetAwaiter().GetResult();
        return app;
    }

    private static RequestDelegate PipelineOf(WebApplication app)
    {
        ApplicationBuilder pipeline = new(app.Services);
        pipeline.UseMiddleware<TakeKeyMiddleware>();
        pipeline.UseRouting();
        pipeline.UseAccess();
        pipeline.UseEndpoints(routes =>
        {
            routes.MapGet("/open", () => Task.CompletedTask).OpenToAll();
            routes.MapGet("/closed", () => Task.CompletedTask).RequireScope(KeyScopes.Tts).CountAs(UsageKind.Tts);
        });
        return pipeline.Build();
    }

    private static async Task FrameAsync(WebApplication app, IssuedKey key, TextWriter output)
    {
        const int frames = 5_000_000;
        ValidKey valid = await app.Services.GetRequiredService<KeyDirectory>().CheckAsync(key.Text, "here", default);
        HearingMeter meter = app.Services.GetRequiredService<Metering>().Hearing(CallerIdentity.Of(valid), "model", "bench");
        await meter.StartAsync(null, default);
        long start = Stopwatch.GetTimestamp();
        for (int frame = 0; frame < frames; frame++)
        {
            meter.Heard(TimeSpan.FromMilliseconds(20));
        }

        double nanoseconds = Stopwatch.GetElapsedTime(start).TotalNanoseconds / frames;
        output.WriteLine($"a frame of 20 ms     {nanoseconds:0} ns, {nanoseconds / 20_000_000:P5} of its time");
        await meter.EndAsync(UsageOutcome.Ok);
    }
}
