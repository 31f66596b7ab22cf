using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StreamServer.Testing;

/// <summary>The server as a process of its own on a free port, built from the same sources as this program.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ServerProcess(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    /// <summary>Resident memory now, in MB.</summary>
    public double MemoryMb
    {
        get
        {
            string line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>Threads now.</summary>
    public int Threads => Directory.GetDirectories($"/proc/{_process.Id}/task").Length;

    /// <summary>Open descriptors now.</summary>
    public int Handles => Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length;

    /// <summary>Processor time so far.</summary>
    public TimeSpan Busy
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until its models have run once.</summary>
    /// <param name="settings">Environment variables; null takes one away that this program has.</param>
    public static Task<ServerProcess> StartAsync(params (string Name, string? Value)[] settings) => StartAsync(null, settings);

    /// <summary>As above, and keeps what it prints.</summary>
    /// <param name="output">Gets every line of both streams; null leaves them to this program's console.</param>
    /// <param name="settings">Environment variables; null takes one away that this program has.</param>
    public static async Task<ServerProcess> StartAsync(ConcurrentQueue<string>? output, params (string Name, string? Value)[] settings)
    {
        int port = FreePort();
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "StreamServer.dll")])
        {
            Environment =
            {
                ["HOST"] = "127.0.0.1",
                ["PORT"] = $"{port}",
                ["LOG_LEVEL"] = "Error",
                ["MODELS_DIR"] = Path.Combine(Repository.Root, "models"),

                // Not what somebody has pulled: figures and tests are those of the bundled models.
                ["VAD_MODEL"] = "tiny-vad",
            },
        };
        foreach ((string name, string? value) in settings)
        {
            start.Environment[name] = value;
        }

        start.RedirectStandardOutput = start.RedirectStandardError = output is not null || Written.IsOn;
        Process process = Process.Start(start)!;
        if (start.RedirectStandardOutput)
        {
            TextWriter? written = Written.Open("process.log");
            process.OutputDataReceived += (_, line) => Keep(line.Data);
            process.ErrorDataReceived += (_, line) => Keep(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();

            void Keep(string? line)
            {
                output?.Enqueue(line ?? "");
                Written.Line(written, line ?? "");
            }
        }

        ServerProcess server = new(process, new Uri($"http://127.0.0.1:{port}"));
        try
        {
            await server.ReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it at once, as <c>kill -9</c> and a failing machine do.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        using CancellationTokenSource limit = new(StartLimit);
        await _process.WaitForExitAsync(limit.Token);
    }

    /// <summary>Address of a socket route.</summary>
    public Uri Socket(string pathAndQuery) => new("ws" + Url.AbsoluteUri[4..].TrimEnd('/') + pathAndQuery);

    /// <summary>Sends a signal, by the name that <c>kill</c> knows; returns when it is sent.</summary>
    public async Task SignalAsync(string name)
    {
        // The shell's own: a small Debian has no other.
        using Process kill = Process.Start("sh", ["-c", $"kill -{name} {_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync(TimeSpan most)
    {
        using CancellationTokenSource limit = new(most);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM");
            await ExitAsync(TimeSpan.FromSeconds(40));
        }

        _process.Dispose();
    }

    private async Task ReadyAsync()
    {
        using HttpClient client = new() { BaseAddress = Url };
        using CancellationTokenSource limit = new(StartLimit);
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await client.GetAsync("health/ready", limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, limit.Token);
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
