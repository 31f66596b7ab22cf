using System.Text;

namespace StreamServer.FunctionalTests.Conformance;

/// <summary><c>docs/conformance.md</c>.</summary>
internal static class ConformancePage
{
    private static readonly (string Group, string Name)[] Groups =
    [
        ("1", "framing: text and binary of every length form"),
        ("2", "pings and pongs"),
        ("3", "reserved bits"),
        ("4", "opcodes"),
        ("5", "fragmentation"),
        ("6", "UTF-8"),
        ("7", "close handling"),
        ("9", "limits and performance"),
        ("10", "automatic fragmentation"),
        ("L", "masks, lengths, sizes: ours"),
    ];

    public static string Draw(IReadOnlyList<(ConformanceCase Case, Verdict Verdict)> results)
    {
        StringBuilder page = new();
        page.Append(
            $"""
            # WebSocket conformance

            Our own matrix after the case groups of the [Autobahn test suite](https://github.com/crossbario/autobahn-testsuite), whose own
            program was **not run**. Raw TCP sockets talk to a route that says everything back, `/echo`, on the very server
            (`ServerApp.Build`: its options of Kestrel, of its sockets, its middleware) and over the very `Connection` that `/ws/stt` and
            `/ws/tts` have. Cases, client and verdicts: `tests/StreamServer.FunctionalTests/Conformance`; the test writes this page to
            `artifacts/conformance.md` and fails when it is another one.

            *Ok*: the right echoes, pongs and close code. Where the protocol asks that the connection fails, the code, or no close frame at
            all (RFC 6455 §7.1.7). *Non-strict*: allowed, but not the best there is. The framework cuts a connection that it fails, so that
            an echo that was said just before may be lost with it: such cases count as non-strict even when it comes. Compression is never
            agreed to, so groups 12 and 13 (`permessage-deflate`) have no cases; every connection of the matrix offers it and checks that.
            Group 8 is empty in Autobahn too.

            | group | what | cases | ok | non-strict | failed |
            |---|---|---|---|---|---|

            """);
        foreach ((string group, string name) in Groups)
        {
            Verdict[] verdicts = [.. results.Where(result => result.Case.Group == group).Select(result => result.Verdict)];
            page.Append(Row(group, name, verdicts));
        }

        page.Append(Row("", "**all**", [.. results.Select(result => result.Verdict)]));
        foreach ((Verdict verdict, string title) in new[] { (Verdict.NonStrict, "Non-strict"), (Verdict.Failed, "Failed") })
        {
            page.Append($"\n## {title}\n\n");
            string[] lines = [.. results.Where(result => result.Verdict == verdict)
                .Select(result => $"- {result.Case.Id}: {result.Case.Name}\n")];
            page.Append(lines.Length == 0 ? "None.\n" : string.Concat(lines));
        }

        page.Append("\n## Every case\n\n| case | what | verdict |\n|---|---|---|\n");
        foreach ((ConformanceCase test, Verdict verdict) in results)
        {
            page.Append($"| {test.Id} | {test.Name} | {Name(verdict)} |\n");
        }

        return page.ToString();
    }

    private static string Row(string group, string name, Verdict[] verdicts) =>
        $"| {group} | {name} | {verdicts.Length} | {verdicts.Count(one => one == Verdict.Ok)} | "
        + $"{verdicts.Count(one => one == Verdict.NonStrict)} | {verdicts.Count(one => one == Verdict.Failed)} |\n";

    private static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "ok",
        Verdict.NonStrict => "non-strict",
        _ => "**failed**",
    };
}
