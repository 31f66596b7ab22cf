namespace StreamServer.Normalization.Text;

/// <summary>One step from written to spoken text. Stateless: one instance serves every thread.</summary>
internal interface ITextStage
{
    /// <summary>Name in traces: lower case, one word.</summary>
    string Name { get; }

    /// <summary>Rewrites <paramref name="text"/> in place, in time linear in its length.</summary>
    void Apply(SpokenText text);
}
