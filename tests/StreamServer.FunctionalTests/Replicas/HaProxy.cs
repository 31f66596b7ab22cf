using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace StreamServer.FunctionalTests.Replicas;

/// <summary>Debian's HAProxy with <c>deploy/haproxy/haproxy.cfg</c> before two servers.</summary>
internal sealed class HaProxy : IAsyncDisposable
{
    private readonly Process _process;

    private HaProxy(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public static async Task<HaProxy> StartAsync(Uri one, Uri two)
    {
        int port = FreePort();
        ProcessStartInfo start = new("haproxy", ["-db", "-f", Path.Combine(ServerFixture.Root, "deploy", "haproxy", "haproxy.cfg")])
        {
            Environment = { ["FRONT"] = $"127.0.0.1:{port}", ["ONE"] = one.Authority, ["TWO"] = two.Authority },
        };
        HaProxy proxy = new(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"));
        using HttpClient client = new() { BaseAddress = proxy.Url };
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync("health/ready", limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return proxy;
                }
            }
            catch (HttpRequestException) when (!proxy._process.HasExited)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, limit.Token);
        }
    }

    public Uri Socket(string path) => new("ws" + Url.AbsoluteUri[4..].TrimEnd('/') + path);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(ServerFixture.Limit);
        _process.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
