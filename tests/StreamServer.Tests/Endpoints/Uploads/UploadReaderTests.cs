using System.Text;
using Microsoft.AspNetCore.Http;
using StreamServer.Endpoints.Uploads;
using StreamServer.Inference;

namespace StreamServer.Tests.Endpoints.Uploads;

public sealed class UploadReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("uploads");
    private readonly UploadStore _store;
    private readonly UploadReader _reader;

    public UploadReaderTests()
    {
        _store = new UploadStore(new UploadOptions { Folder = _folder.FullName, TotalBytes = 8 << 20 });
        _reader = new UploadReader(_store);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256 * 1024)]
    [InlineData(256 * 1024 + 1)]
    [InlineData(3_000_000)]
    public async Task Fields_and_files_come_as_they_were_sent_and_nothing_is_left_behind(int size)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        using (UploadForm form = await ReadAsync(Form(("language", "हिन्दी"), ("language", "en")), File("file", bytes), End))
        {
            Assert.Equal("हिन्दी,en", form.Get("Language"));
            Assert.Null(form.Get("other"));
            MemoryStream copy = new();
            await form.File("file")!.Open().CopyToAsync(copy);
            Assert.Equal(bytes, copy.ToArray());
            Assert.Equal(size, _store.Held);
            Assert.Empty(_folder.GetFiles());
        }

        Assert.Equal(0, _store.Held);
    }

    [Fact]
    public async Task A_field_has_64_kB_at_most()
    {
        Assert.Equal(65536, (await ReadAsync(Form(("a", new string('x', 65536))), End)).Get("a")!.Length);
        await RefusedAsync(StreamError.ClientTooLarge, Form(("a", new string('x', 65537))), End);
    }

    [Fact]
    public async Task There_are_only_so_many_parts() =>
        await RefusedAsync(StreamError.ClientTooLarge, [.. Enumerable.Repeat(Form(("a", "b")), 65), End]);

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    [InlineData("multipart/form-data; boundary=01234567890123456789012345678901234567890123456789012345678901234567890")]
    [InlineData("multipart/mixed; boundary=x")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public async Task What_is_no_form_is_refused(string? type)
    {
        DefaultHttpContext context = new();
        context.Request.ContentType = type;
        StreamException failure = await Assert.ThrowsAsync<StreamException>(() => _reader.ReadFormAsync(context, 1 << 20));
        Assert.Equal(StreamError.ClientBadRequest, failure.Error);
    }

    [Theory]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\nvalue\r\n--x")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"a\"")]
    [InlineData("--x\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n--x--\r\n")]
    [InlineData("--x\r\nContent-Disposition: nonsense; name=\r\n\r\nvalue\r\n--x--\r\n")]
    [InlineData("--x\r\n\r\nvalue\r\n--x--\r\n")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n+AGE-\r\n--x--\r\n")]
    [InlineData("--x\r\nno colon\r\n\r\nvalue\r\n--x--\r\n")]
    public async Task A_form_that_is_broken_is_the_clients_mistake(string body) =>
        await RefusedAsync(StreamError.ClientBadRequest, Encoding.UTF8.GetBytes(body));

    [Fact]
    public async Task Text_that_is_not_UTF_8_is_the_clients_mistake() => await RefusedAsync(
        StreamError.ClientBadRequest, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"u8.ToArray(), [0xC3, 0x28], End);

    [Fact]
    public async Task A_caller_has_three_quarters_of_the_room() =>
        await RefusedAsync(StreamError.ClientLimit, File("file", new byte[7 << 20]), End);

    [Fact]
    public async Task A_folder_that_takes_no_file_is_our_lack_of_room()
    {
        UploadStore store = new(new UploadOptions { Folder = Path.Combine(_folder.FullName, "missing") });
        Assert.NotNull(store.Problem());
        StreamException failure = await Assert.ThrowsAsync<StreamException>(
            () => new UploadReader(store).ReadFormAsync(ContextOf(File("file", new byte[1 << 20]), End), 8 << 20));
        Assert.Equal(StreamError.ServerStorageFull, failure.Error);
        Assert.Equal(0, store.Held);
    }

    [Fact]
    public async Task What_a_killed_server_left_is_cleared_and_nothing_else()
    {
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder.FullName, "streamserver-1.upload"), "old");
        await System.IO.File.WriteAllTextAsync(Path.Combine(_folder.FullName, "other.upload"), "somebody's");
        Assert.Null(_store.Problem());
        Assert.Equal(1, _store.Clear());
        Assert.Equal("other.upload", Assert.Single(_folder.GetFiles()).Name);
    }

    [Fact]
    public async Task Random_cuts_and_changes_of_a_form_never_end_in_anything_but_a_form_or_a_refusal()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        byte[] whole = [.. Form(("language", "en"), ("words", "true")), .. File("file", new byte[100]), .. End];
        for (int round = 0; round < 2000; round++)
        {
            byte[] body = whole[..random.Next(whole.Length + 1)];
            for (int change = random.Next(4); change > 0 && body.Length > 0; change--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            try
            {
                using UploadForm form = await _reader.ReadFormAsync(ContextOf(body), 1 << 20);
            }
            catch (StreamException failure)
            {
                Assert.True(failure.Error is StreamError.ClientBadRequest or StreamError.ClientTooLarge,
                    $"seed {seed}, round {round}: {failure}");
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}, round {round}: {exception}");
            }
        }

        Assert.Equal(0, _store.Held);
    }

    private static byte[] End => "--x--\r\n"u8.ToArray();

    private static byte[] Form(params (string Name, string Value)[] fields) => Encoding.UTF8.GetBytes(string.Concat(
        fields.Select(field => $"--x\r\nContent-Disposition: form-data; name=\"{field.Name}\"\r\n\r\n{field.Value}\r\n")));

    private static byte[] File(string name, byte[] bytes) =>
    [
        .. Encoding.UTF8.GetBytes($"--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n"), .. bytes, .. "\r\n"u8,
    ];

    private static DefaultHttpContext ContextOf(params byte[][] parts)
    {
        DefaultHttpContext context = new();
        context.Request.ContentType = "multipart/form-data; boundary=x";
        context.Request.Body = new MemoryStream([.. parts.SelectMany(part => part)]);
        return context;
    }

    private Task<UploadForm> ReadAsync(params byte[][] parts) => _reader.ReadFormAsync(ContextOf(parts), 64 << 20);

    private async Task RefusedAsync(StreamError error, params byte[][] parts)
    {
        StreamException failure = await Assert.ThrowsAsync<StreamException>(() => ReadAsync(parts));
        Assert.Equal(error, failure.Error);
        Assert.Equal(0, _store.Held);
        Assert.Empty(_folder.GetFiles());
    }
}
