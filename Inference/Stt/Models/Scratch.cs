namespace StreamServer.Inference.Stt.Models;

/// <summary>Memory that engines keep from run to run.</summary>
internal static class Scratch
{
    /// <summary>Makes an array at least that long; its content is lost when it grows.</summary>
    public static void Reserve<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, 2 * array.Length)];
        }
    }
}
