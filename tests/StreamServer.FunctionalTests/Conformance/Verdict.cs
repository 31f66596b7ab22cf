namespace StreamServer.FunctionalTests.Conformance;

/// <summary>In Autobahn's words.</summary>
internal enum Verdict
{
    Ok,
    NonStrict,
    Failed,
}
