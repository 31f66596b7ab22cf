namespace StreamServer.Auth.Keys;

/// <summary>A key without its secret: safe to list and to answer with.</summary>
internal sealed record ApiKey
{
    /// <summary>8 characters of base62, part of the key's text and stable over rotations.</summary>
    public required string Id { get; init; }

    /// <summary>What is shown instead of the key: <c>spk_live_</c> and the id.</summary>
    public string Prefix => KeyText.Prefix + Id;

    /// <summary>What it is for, in the words of who made it.</summary>
    public required string Name { get; init; }

    /// <summary>Whom it belongs to.</summary>
    public required string Owner { get; init; }

    /// <summary><see cref="Plans.Plan.Id"/>.</summary>
    public required string PlanId { get; init; }

    public required KeyScopes Scopes { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Null: never.</summary>
    public DateTimeOffset? Expires { get; init; }

    public DateTimeOffset? Revoked { get; init; }

    /// <summary>Written in batches: up to a minute late.</summary>
    public DateTimeOffset? LastUsed { get; init; }
}
