namespace StreamServer.Testing;

/// <summary>Everyday sentences, all different, so that nothing can be answered from a cache.</summary>
internal static class Sentences
{
    private static readonly string[] Openings =
    [
        "Turn on the kitchen lights, please.", "What time does the next train leave?", "I will call you back after lunch.",
        "Please close the window before you go.", "The meeting starts in ten minutes.", "Can you help me find my keys?",
        "We should buy some milk and bread.", "It is going to rain this evening.", "My sister lives near the station.",
        "The coffee is ready in the kitchen.", "Let me know when you get home.", "She left her phone on the table.",
    ];

    private static readonly string[] Endings =
    [
        "Thank you very much.", "I am waiting at the door.", "Do not forget the tickets.", "It will not take long.",
        "The children are still asleep.", "We have plenty of time today.", "You can take the red one.",
        "There is a letter for you.", "I will be there at noon.", "That sounds like a good idea.", "The shop is closed on Sunday.",
    ];

    /// <summary>Two sentences; 132 different pairs, then they repeat.</summary>
    public static string Pair(int index) => $"{Openings[index % Openings.Length]} {Endings[index % Endings.Length]}";

    public static string One(int index) => Openings[index % Openings.Length];
}
