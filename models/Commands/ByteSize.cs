using System.Globalization;

namespace StreamServer.Models.Commands;

/// <summary>Sizes as people read them: decimal units, three digits.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static string Text(double bytes)
    {
        int unit = 0;
        for (; bytes >= 999.5 && unit < Units.Length - 1; unit++)
        {
            bytes /= 1000;
        }

        string format = unit == 0 || bytes >= 99.95 ? "0" : bytes >= 9.995 ? "0.0" : "0.00";
        return string.Create(CultureInfo.InvariantCulture, $"{bytes.ToString(format, CultureInfo.InvariantCulture)} {Units[unit]}");
    }
}
