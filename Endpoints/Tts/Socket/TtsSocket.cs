using System.Net.WebSockets;
using System.Threading.Channels;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>
/// One connection of <c>/ws/tts</c>: text in as it is written, audio out as it is spoken. The receive loop collects sentences
/// into utterances, the speaking loop speaks one utterance after the other. Whatever ends first unblocks the other; then the
/// close has a limit.
/// </summary>
internal sealed partial class TtsSocket : ILiveStream
{
    /// <summary>Utterances that wait to be spoken. Full: the receive loop waits and TCP holds the client back.</summary>
    private const int MaxUtterances = 32;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly WebSocket _socket;
    private readonly string _id;
    private readonly SpeechCall _call;
    private readonly TtsLease _lease;
    private readonly TtsSocketServices _services;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _abort;
    private readonly CancellationTokenSource _finishEarly = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Utterance> _utterances = Channel.CreateBounded<Utterance>(MaxUtterances);

    // A message and an audio frame must not interleave: both loops send.
    private readonly SemaphoreSlim _sending = new(1, 1);

    // Those that are not spoken to the end yet, the open one included. Guarded by itself.
    private readonly List<Utterance> _live = [];
    private Utterance? _open;
    private int _count;
    private double _audioSeconds;
    private WebSocketCloseStatus _closeCode = WebSocketCloseStatus.NormalClosure;
    private string _closeReason = "done";

    /// <param name="socket">Accepted; owned by the caller.</param>
    /// <param name="id">Request id.</param>
    /// <param name="call">Voice, format and sampling of everything that is said here.</param>
    /// <param name="lease">Speaks; owned by the caller.</param>
    /// <param name="services">Shared parts.</param>
    /// <param name="aborted">The connection is gone.</param>
    public TtsSocket(WebSocket socket, string id, SpeechCall call, TtsLease lease, TtsSocketServices services, CancellationToken aborted)
    {
        (_socket, _id, _lease, _services, _log) = (socket, id, lease, services, services.Log);
        _call = call with { Speech = call.Speech with { FinishEarly = _finishEarly.Token } };
        _abort = CancellationTokenSource.CreateLinkedTokenSource(aborted);
    }

    /// <summary>Runs the connection to its end; throws nothing that the client could have caused.</summary>
    public async Task RunAsync()
    {
        Task receiving = Task.CompletedTask;
        try
        {
            await SendAsync(TtsSocketMessage.Ready(_id, _call, _lease.Models));
            receiving = ReceiveAsync();
            await SpeakAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            LogBroken(_id, exception.GetType().Name);
        }
        catch (StreamException exception)
        {
            await FailAsync(exception);
        }
        finally
        {
            await CloseAsync(receiving);
            LogClosed(_id, _count, _audioSeconds, (int)_closeCode);
            _done.TrySetResult();
        }
    }

    public async Task StopAsync(CancellationToken deadline)
    {
        (_closeCode, _closeReason) = ((WebSocketCloseStatus)Errors.Of(StreamError.ServerStopping).CloseCode, "the server is stopping");
        await _finishEarly.CancelAsync();
        _utterances.Writer.TryComplete();
        lock (_live)
        {
            _live.ForEach(utterance => utterance.Complete());
        }

        await _done.Task.WaitAsync(deadline);
    }

    private async Task SpeakAsync()
    {
        await foreach (Utterance utterance in _utterances.Reader.ReadAllAsync(_abort.Token))
        {
            SpeechClock clock = new(_services.Time, _call.PlayedRate(_lease.Models.SampleRate));
            try
            {
                await SpeakAsync(utterance, clock);
                await SendAsync(TtsSocketMessage.Metadata(utterance.Number, _call, clock));
                await SendAsync(TtsSocketMessage.Flushed(utterance.Number));
            }
            catch (OperationCanceledException) when (utterance.Cleared.IsCancellationRequested && !_abort.IsCancellationRequested)
            {
                LogCleared(_id, utterance.Number);
            }
            finally
            {
                _audioSeconds += clock.AudioSeconds;
                Forget(utterance);
            }
        }
    }

    private async Task SpeakAsync(Utterance utterance, SpeechClock clock)
    {
        using UtteranceAudio audio = new(_call, _lease.Models);
        SpeechRequest request = _call.Speech with { Seed = CounterRandom.Derive(_call.Speech.Seed, (ulong)utterance.Number) };
        _services.Metrics.Start();
        try
        {
            await foreach (SpeechPiece piece in _lease.SpeakAsync(request, utterance.Chunks, utterance.Cleared))
            {
                if (clock.AudioSeconds == 0)
                {
                    clock.MarkFirstAudio();
                    _services.Metrics.FirstAudio(clock.Elapsed);
                }

                clock.Add(piece.Samples.Length);
                await SendAudioAsync(await audio.EncodeAsync(piece.Samples, utterance.Cleared), utterance.Cleared);
            }

            await SendAudioAsync(await audio.FinishAsync(utterance.Cleared), utterance.Cleared);
        }
        finally
        {
            _services.Metrics.Stop(clock.Elapsed, clock.AudioSeconds, hadUnderrun: false);
        }
    }

    private void Forget(Utterance utterance)
    {
        lock (_live)
        {
            _live.Remove(utterance);
        }

        utterance.Dispose();
    }
}
