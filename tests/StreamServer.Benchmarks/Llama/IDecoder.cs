namespace StreamServer.Benchmarks.Llama;

/// <summary>What is compared: a model that goes on with several rows at once.</summary>
internal interface IDecoder
{
    /// <summary>Forgets everything and gives each row a prompt.</summary>
    void Start(int rows, int past);

    /// <summary>One token for each row.</summary>
    void Step(int rows);
}
