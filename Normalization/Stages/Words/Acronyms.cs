using System.Collections.Frozen;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>Decides whether capitals are spelled. Long ones with a vowel are words (<c>NASA</c>, <c>UNESCO</c>, and whatever is shouted).</summary>
internal static class Acronyms
{
    private const int MaxSpelled = 6;

    // Words of two and three letters that are met in capitals: in headlines, in shouting, and acronyms that are said as words.
    private static readonly FrozenSet<string> Words = """
        AM AN AS AT BE BY DO GO HE HI IF IN IS IT ME MY NO OF OH OK ON OR SO TO UP WE YO YE LO HA AH OW EX AD
        ACE ACT ADD ADS AGE AGO AID AIM AIR ALL AND ANY APE ARE ARM ART ASK ATE BAD BAG BAN BAR BAT BED BEE BEG BET BIG BIT BOX BOY BUG BUS BUT BUY
        CAN CAP CAR CAT CRY CUP CUT DAD DAY DID DIE DIG DOG DRY DUE EAR EAT EGG END EYE FAN FAR FAT FEW FIT FIX FLY FOR FUN GAP GAS GET GOD GOT GUN
        GUY HAD HAS HAT HER HEY HIM HIS HIT HOT HOW HUG ICE ILL ITS JAM JAR JET JOB JOY KEY KID LAW LAY LED LEG LET LIE LIP LOG LOT LOW MAD MAN MAP
        MAY MEN MET MIX MOM MUD MUM NET NEW NOR NOT NOW NUT ODD OFF OIL OLD ONE OUR OUT OWN PAN PAY PEN PET PIN PIT POT PUT RAM RAN RAT RAW RED RID RIP
        ROM ROW RUN SAD SAT SAW SAY SEA SEE SET SHE SIM SIR SIT SIX SKY SON SUM SUN TAX TEA TEN THE TIE TIP TOE TOO TOP TOY TRY TWO USE VAN VAR WAR
        WAS WAY WET WHO WHY WIN WON YES YET YOU ZIP ZOO HUH WOW AHA OHO HMM
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    // Four letters and more with a vowel that are spelled nevertheless.
    private static readonly FrozenSet<string> Spelled = new[]
    {
        "IEEE", "IIIT", "UIDAI", "AIIB", "ISBN", "IRCTC", "UPSC", "ICSE", "ICICI", "ISSN", "ESPN", "USSR", "IMEI", "IUCN", "EPFO", "CISF",
        "CBSE", "IFSC", "BCCI", "DRDO", "ONGC", "MSME", "ICMR", "AICTE", "UAPA", "IAEA", "IPCC", "UNDP", "UCLA", "IMDB", "ADHD", "TGIF", "ICBM", "YMCA", "IPTV",
    }.ToFrozenSet();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsWord = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> IsListed = Spelled.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a run of ASCII letters is an acronym that is said letter by letter.</summary>
    public static bool IsSpelled(ReadOnlySpan<char> letters)
    {
        if (!letters.ContainsAnyInRange('A', 'Z'))
        {
            return false;
        }

        if (letters.Length < 2 || letters.ContainsAnyExceptInRange('A', 'Z'))
        {
            return letters is "PhD" or "NaCl" or "NaOH" or "HCl" or "KCl" or "MgO" or "CaO" or "ZnO" or "mRNA" or "tRNA" or "pH" or "MSc" or "BSc" or "kWh" or "IoT" or "IPv";
        }

        return letters.Length switch
        {
            2 or 3 => !IsWord.Contains(letters),
            <= MaxSpelled => !letters.ContainsAny("AEIOUY") || IsListed.Contains(letters),
            _ => false,
        };
    }
}
