using System.IO.Pipelines;
using System.Net.WebSockets;

namespace StreamServer.Tests.Endpoints.Sockets;

/// <summary>Both ends of one socket over memory. What is not read fills up after 64 KB, as a network does.</summary>
internal sealed class SocketPair : IDisposable
{
    private readonly Pipe _up = NewPipe();
    private readonly Pipe _down = NewPipe();

    public SocketPair()
    {
        Server = WebSocket.CreateFromStream(new PipeStream(_up.Reader, _down.Writer), isServer: true, null, Timeout.InfiniteTimeSpan);
        Client = WebSocket.CreateFromStream(new PipeStream(_down.Reader, _up.Writer), isServer: false, null, Timeout.InfiniteTimeSpan);
    }

    public WebSocket Server { get; }

    public WebSocket Client { get; }

    /// <summary>Raw bytes from the client, behind what it sent.</summary>
    public async Task SendRawAsync(params byte[] bytes) => await _up.Writer.WriteAsync(bytes);

    /// <summary>The client's end is gone without a word: reads end, writes fail.</summary>
    public void Vanish()
    {
        _up.Writer.Complete();
        _down.Reader.Complete(new IOException("Connection reset by peer."));
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    private static Pipe NewPipe() => new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));

    private sealed class PipeStream(PipeReader input, PipeWriter output) : Stream
    {
        private readonly Stream _input = input.AsStream();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            buffer.IsEmpty ? WaitAsync(cancellationToken) : _input.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if ((await output.WriteAsync(buffer, cancellationToken)).IsCompleted)
            {
                throw new IOException("The other end reads no more.");
            }
        }

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Complete();
                output.Complete();
            }
        }

        private async ValueTask<int> WaitAsync(CancellationToken cancellation)
        {
            ReadResult result = await input.ReadAsync(cancellation);
            input.AdvanceTo(result.Buffer.Start);
            return 0;
        }
    }
}
