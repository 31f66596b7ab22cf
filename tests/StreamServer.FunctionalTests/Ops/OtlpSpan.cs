namespace StreamServer.FunctionalTests.Ops;

/// <summary>A span as the collector got it; ids in hexadecimal.</summary>
internal sealed record OtlpSpan(string Trace, string Id, string Parent, string Name, string[] Events, string Labels);
