namespace StreamServer.Benchmarks.Llama;

/// <summary>What figures of products depend on: the processor, and which of its instruction sets they may use.</summary>
internal static class ProcessorName
{
    private static readonly string[] Sets =
        ["avx2", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile", "amx_int8", "amx_bf16"];

    /// <summary>One line, from <c>/proc/cpuinfo</c>.</summary>
    public static string Text()
    {
        string[] lines = File.Exists("/proc/cpuinfo") ? File.ReadAllLines("/proc/cpuinfo") : [];
        string[] flags = Value("flags").Split(' ');
        return $"{Value("model name")}, family {Value("cpu family")} model {Value("model")}, {Environment.ProcessorCount} processors: "
            + string.Join(' ', Sets.Where(flags.Contains));

        string Value(string name) => lines.FirstOrDefault(
            line => line.Split(':')[0].Trim() == name)?.Split(':', 2)[1].Trim() ?? "unknown";
    }
}
