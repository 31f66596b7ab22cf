using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace StreamServer.Web;

/// <summary>How the page and its files are sent.</summary>
public sealed partial class PageOnTheWireTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_page_and_its_files_are_cached_as_they_may_be()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using HttpClient client = new() { BaseAddress = server.Url, Timeout = Limit };

        using HttpResponseMessage page = await client.GetAsync("");
        string text = await page.Content.ReadAsStringAsync();
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.True(page.Headers.CacheControl is { NoCache: true });
        string policy = string.Join(' ', page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", string.Join(' ', page.Headers.GetValues("X-Content-Type-Options")));

        // What is there is asked for again by its tag, and costs no second time.
        using HttpRequestMessage again = new(HttpMethod.Get, "");
        again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
        using HttpResponseMessage same = await client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);

        string[] files = [.. File().Matches(text).Select(match => match.Value).Distinct()];
        Assert.True(files.Length >= 4, text);
        foreach (string file in files)
        {
            using HttpResponseMessage answer = await client.GetAsync(file);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
            string expected = Path.GetExtension(file) switch
            {
                ".js" => "text/javascript",
                ".css" => "text/css",
                _ => "image/svg+xml",
            };
            Assert.Equal(expected, answer.Content.Headers.ContentType?.MediaType);
        }

        // Nothing comes from anywhere else.
        Assert.DoesNotContain("://", text, StringComparison.Ordinal);
        using HttpRequestMessage head = new(HttpMethod.Head, "");
        using HttpResponseMessage brief = await client.SendAsync(head);
        Assert.Equal(HttpStatusCode.OK, brief.StatusCode);
        Assert.Equal(page.Content.Headers.ContentLength, brief.Content.Headers.ContentLength);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("web/0123456789abcdef/app.js")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.PostAsync("", null)).StatusCode);
    }

    [Fact]
    public async Task It_is_compressed_where_that_is_taken_and_has_another_tag_there()
    {
        await using ServerProcess server = await ServerProcess.StartAsync();
        using HttpClient plain = new() { BaseAddress = server.Url, Timeout = Limit };
        using HttpClientHandler unpacking = new() { AutomaticDecompression = DecompressionMethods.GZip };
        using HttpClient packed = new(unpacking) { BaseAddress = server.Url, Timeout = Limit };
        using HttpResponseMessage one = await plain.GetAsync("");
        using HttpResponseMessage other = await packed.GetAsync("");
        Assert.Equal(await one.Content.ReadAsStringAsync(), await other.Content.ReadAsStringAsync());
        Assert.NotEqual(one.Headers.ETag, other.Headers.ETag);

        using HttpRequestMessage never = new(HttpMethod.Get, "");
        never.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip", 0));
        using HttpResponseMessage refused = await plain.SendAsync(never);
        Assert.Empty(refused.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task It_can_be_left_out()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(("WEB_PAGE", "off"));
        using HttpClient client = new() { BaseAddress = server.Url, Timeout = Limit };
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("web/status")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("health/ready")).StatusCode);
    }

    [GeneratedRegex("web/[0-9a-f]{16}/[a-z-]+\\.[a-z]+")]
    private static partial Regex File();
}
