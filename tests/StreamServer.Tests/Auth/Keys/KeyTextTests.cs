using System.Security.Cryptography;
using System.Text;
using StreamServer.Auth.Keys;

namespace StreamServer.Tests.Auth.Keys;

public sealed class KeyTextTests
{
    [Fact]
    public void A_key_has_the_stated_form_and_256_random_bits()
    {
        HashSet<string> secrets = [];
        for (int round = 0; round < 1000; round++)
        {
            string id = KeyText.NewId();
            string key = KeyText.Create(id);
            Assert.Matches("^spk_live_[0-9A-Za-z]{8}_[0-9A-Za-z_-]{43}$", key);
            Assert.Equal(KeyText.Length, key.Length);
            Assert.True(KeyText.IsWellFormed(key));
            Assert.True(secrets.Add(key[^43..]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("spk_live_")]
    [InlineData("spk_test_abcdefgh_0123456789012345678901234567890123456789012")]
    [InlineData("spk_live_abcdefg!_0123456789012345678901234567890123456789012")]
    [InlineData("spk_live_abcdefgh-0123456789012345678901234567890123456789012")]
    [InlineData("spk_live_abcdefgh_012345678901234567890123456789012345678901=")]
    [InlineData("spk_live_abcdefgh_01234567890123456789012345678901234567890123")]
    [InlineData("spk_live_абвгдежз_0123456789012345678901234567890123456789012")]
    public void Everything_else_is_no_key(string text) => Assert.False(KeyText.IsWellFormed(text));

    [Fact]
    public void The_hash_is_the_HMAC_of_the_whole_text_under_the_pepper()
    {
        byte[] pepper = RandomNumberGenerator.GetBytes(32);
        string key = KeyText.Create(KeyText.NewId());
        byte[] expected = HMACSHA256.HashData(pepper, Encoding.ASCII.GetBytes(key));

        KeyHash hash = new KeyHasher(pepper).Hash(key);
        Assert.Equal(expected, hash.ToArray());
        Assert.Equal(Convert.ToHexStringLower(expected), hash.ToHex());
        Assert.True(hash.Equals(new KeyHash(expected)));
        expected[31] ^= 1;
        Assert.False(hash.Equals(new KeyHash(expected)));
        Assert.DoesNotContain(hash.ToHex(), $"{hash}", StringComparison.Ordinal);
    }

    [Fact]
    public void Scopes_are_read_and_written_by_name()
    {
        Assert.True(KeyScopeNames.TryParse(["tts", " Voices:Write "], out KeyScopes scopes, out _));
        Assert.Equal(KeyScopes.Tts | KeyScopes.VoicesWrite, scopes);
        Assert.Equal(["tts", "voices:write"], KeyScopeNames.NamesOf(scopes));
        Assert.False(KeyScopeNames.TryParse(["tts", "root"], out _, out string? unknown));
        Assert.Equal("root", unknown);
    }
}
