using System.ComponentModel.DataAnnotations;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Auth.Settings;

/// <summary>Keys, limits and usage.</summary>
internal sealed class AuthOptions
{
    /// <summary>Who is let in.</summary>
    [Setting("AUTH_MODE")]
    public AuthMode Mode { get; set; } = AuthMode.Auto;

    /// <summary>Confirms that <c>AUTH_MODE=none</c> is meant on an address that others can reach.</summary>
    [Setting("AUTH_ALLOW_OPEN")]
    public bool AllowOpen { get; set; }

    /// <summary>Where keys and shared quotas are.</summary>
    [Setting("AUTH_STORE")]
    public AuthStoreKind Store { get; set; } = AuthStoreKind.Local;

    /// <summary>Folder of the database and of the pepper.</summary>
    [Setting("DATA_DIR")]
    public string DataDir { get; set; } = "data";

    /// <summary>Secret that keys are hashed with, at least 16 characters; empty: one is made in <see cref="DataDir"/>.</summary>
    [Setting("AUTH_PEPPER")]
    public string Pepper { get; set; } = "";

    /// <summary>Credits of 1,000 characters: one price, or several with the names of models, <c>1, big-model=3</c>.</summary>
    [Setting("PRICE_PER_1000_CHARACTERS")]
    public string CharacterPrices { get; set; } = "1";

    /// <summary>Credits of a minute of audio that is heard, in the same form.</summary>
    [Setting("PRICE_PER_AUDIO_MINUTE")]
    public string AudioPrices { get; set; } = "1";

    /// <summary>What is kept of the sentences.</summary>
    [Setting("USAGE_STORE_TEXT")]
    public StoredText StoreText { get; set; } = StoredText.Off;

    /// <summary>Days after which kept sentences are deleted; 0 keeps them.</summary>
    [Setting("USAGE_TEXT_DAYS"), Range(0, 36_500)]
    public int TextDays { get; set; } = 30;

    /// <summary>Days after which usage records are deleted, here and in the shared store; 0 keeps them.</summary>
    [Setting("USAGE_DAYS"), Range(0, 36_500)]
    public int UsageDays { get; set; } = 400;
}
