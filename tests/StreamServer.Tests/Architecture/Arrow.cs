namespace StreamServer.Tests.Architecture;

/// <summary>One type names another; both by full name.</summary>
internal readonly record struct Arrow(string From, string FromNamespace, string To, string ToNamespace);
