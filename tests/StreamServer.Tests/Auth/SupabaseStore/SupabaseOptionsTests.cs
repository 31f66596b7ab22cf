using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.Auth;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Supabase;

namespace StreamServer.Tests.Auth.SupabaseStore;

public sealed class SupabaseOptionsTests
{
    private static readonly SupabaseKeys Keys = new();

    [Theory]
    [InlineData("", "secret", "pepper", "SUPABASE_URL")]
    [InlineData("abcdefgh.supabase.co", "secret", "pepper", "SUPABASE_URL")]
    [InlineData("http://abcdefgh.supabase.co", "secret", "pepper", "https")]
    [InlineData("https://user:word@abcdefgh.supabase.co", "secret", "pepper", "SUPABASE_URL")]
    [InlineData("https://abcdefgh.supabase.co", "", "pepper", "SUPABASE_KEY")]
    [InlineData("https://abcdefgh.supabase.co", "publishable", "pepper", "publishable")]
    [InlineData("https://abcdefgh.supabase.co", "anon", "pepper", "service_role")]
    [InlineData("https://abcdefgh.supabase.co", "nonsense", "pepper", "SUPABASE_KEY")]
    [InlineData("https://abcdefgh.supabase.co", "with space", "pepper", "white space")]
    [InlineData("https://abcdefgh.supabase.co", "secret", "", "AUTH_PEPPER")]
    public void A_mistake_stops_the_start_and_shows_no_key(string url, string kind, string pepper, string expected)
    {
        string key = KeyOf(kind);
        string mistake = Assert.Single(MistakesOf(url, key, pepper));
        Assert.Contains(expected, mistake, StringComparison.Ordinal);
        if (key.Length > 0)
        {
            Assert.DoesNotContain(key, mistake, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://abcdefgh.supabase.co", "secret")]
    [InlineData("https://abcdefgh.supabase.co/", "service_role")]
    [InlineData("http://127.0.0.1:54321", "secret")]
    public void An_address_with_a_secret_key_is_right(string url, string kind) => Assert.Empty(MistakesOf(url, KeyOf(kind), "pepper"));

    [Fact]
    public void Every_mistake_is_told_at_once() => Assert.Equal(3, MistakesOf("", "", "").Count);

    private static string KeyOf(string kind) => kind switch
    {
        "secret" => Keys.Secret,
        "publishable" => Keys.Publishable,
        "anon" => Keys.LegacyAnon,
        "service_role" => Keys.LegacyServiceRole,
        _ => kind,
    };

    private static IReadOnlyList<string> MistakesOf(string url, string key, string pepper)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("streamserver-supabase-");
        try
        {
            SettingsReader settings = new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AUTH_MODE"] = "required",
                ["AUTH_STORE"] = "supabase",
                ["AUTH_PEPPER"] = pepper.Length == 0 ? "" : Replica.Pepper,
                ["DATA_DIR"] = folder.FullName,
                ["SUPABASE_URL"] = url,
                ["SUPABASE_KEY"] = key,
            }).Build());
            ServiceCollection services = new();
            services.AddAuth(settings, isLoopback: false);
            return settings.Mistakes;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
