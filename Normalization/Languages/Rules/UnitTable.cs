using System.Collections.Frozen;

namespace StreamServer.Normalization.Languages.Rules;

/// <summary>Units of measure by symbol. Case counts (<c>mW</c>, <c>MW</c>) unless a symbol means one thing in any case (<c>KM</c>).</summary>
internal static class UnitTable
{
    /// <summary>Longest symbol, in characters.</summary>
    public const int MaxSymbol = 6;

    private static readonly (string Symbols, Unit Unit)[] Rows =
    [
        ("km kms", new("kilometer", "kilometers", "किलोमीटर", "కిలోమీటరు", "కిలోమీటర్లు")),
        ("m mtr mtrs", new("meter", "meters", "मीटर", "మీటరు", "మీటర్లు")),
        ("cm cms", new("centimeter", "centimeters", "सेंटीमीटर", "సెంటీమీటరు", "సెంటీమీటర్లు")),
        ("mm", new("millimeter", "millimeters", "मिलीमीटर", "మిల్లీమీటరు", "మిల్లీమీటర్లు")),
        ("µm μm um", new("micrometer", "micrometers", "माइक्रोमीटर", "మైక్రోమీటరు", "మైక్రోమీటర్లు")),
        ("nm", new("nanometer", "nanometers", "नैनोमीटर", "నానోమీటరు", "నానోమీటర్లు")),
        ("mi", new("mile", "miles", "मील", "మైలు", "మైళ్ళు")),
        ("ft", new("foot", "feet", "फ़ुट", "అడుగు", "అడుగులు")),
        ("in", new("inch", "inches", "इंच", "అంగుళం", "అంగుళాలు", Attached: true)),
        ("yd yds", new("yard", "yards", "गज", "గజం", "గజాలు")),
        ("kg kgs", new("kilogram", "kilograms", "किलोग्राम", "కిలోగ్రాము", "కిలోగ్రాములు")),
        ("g gm gms gram grams", new("gram", "grams", "ग्राम", "గ్రాము", "గ్రాములు")),
        ("mg", new("milligram", "milligrams", "मिलीग्राम", "మిల్లీగ్రాము", "మిల్లీగ్రాములు")),
        ("µg μg mcg", new("microgram", "micrograms", "माइक्रोग्राम", "మైక్రోగ్రాము", "మైక్రోగ్రాములు")),
        ("t", new("tonne", "tonnes", "टन", "టన్ను", "టన్నులు", Attached: true)),
        ("lb lbs", new("pound", "pounds", "पाउंड", "పౌండు", "పౌండ్లు")),
        ("oz", new("ounce", "ounces", "औंस", "ఔన్సు", "ఔన్సులు")),
        ("l L ltr ltrs", new("liter", "liters", "लीटर", "లీటరు", "లీటర్లు")),
        ("ml mL", new("milliliter", "milliliters", "मिलीलीटर", "మిల్లీలీటరు", "మిల్లీలీటర్లు")),
        ("dl dL", new("deciliter", "deciliters", "डेसीलीटर", "డెసిలీటరు", "డెసిలీటర్లు")),
        ("cl cL", new("centiliter", "centiliters", "सेंटीलीटर", "సెంటీలీటరు", "సెంటీలీటర్లు")),
        ("tsp", new("teaspoon", "teaspoons", "छोटा चम्मच", "టీస్పూన్", "టీస్పూన్లు")),
        ("tbsp", new("tablespoon", "tablespoons", "बड़ा चम्मच", "టేబుల్ స్పూన్", "టేబుల్ స్పూన్లు")),
        ("gal", new("gallon", "gallons", "गैलन", "గాలన్", "గాలన్లు")),
        ("s sec secs", new("second", "seconds", "सेकंड", "సెకను", "సెకన్లు")),
        ("ms msec", new("millisecond", "milliseconds", "मिलीसेकंड", "మిల్లీసెకను", "మిల్లీసెకన్లు")),
        ("µs μs us", new("microsecond", "microseconds", "माइक्रोसेकंड", "మైక్రోసెకను", "మైక్రోసెకన్లు", Attached: true)),
        ("ns", new("nanosecond", "nanoseconds", "नैनोसेकंड", "నానోసెకను", "నానోసెకన్లు")),
        ("min mins", new("minute", "minutes", "मिनट", "నిమిషం", "నిమిషాలు")),
        ("h hr hrs", new("hour", "hours", "घंटे", "గంట", "గంటలు")),
        ("wk wks", new("week", "weeks", "हफ़्ते", "వారం", "వారాలు")),
        ("mos", new("month", "months", "महीने", "నెల", "నెలలు")),
        ("yr yrs", new("year", "years", "साल", "సంవత్సరం", "సంవత్సరాలు")),
        ("Hz", new("hertz", "hertz", "हर्ट्ज़", "హెర్ట్జ్", "హెర్ట్జ్")),
        ("kHz", new("kilohertz", "kilohertz", "किलोहर्ट्ज़", "కిలోహెర్ట్జ్", "కిలోహెర్ట్జ్")),
        ("MHz", new("megahertz", "megahertz", "मेगाहर्ट्ज़", "మెగాహెర్ట్జ్", "మెగాహెర్ట్జ్")),
        ("GHz", new("gigahertz", "gigahertz", "गीगाहर्ट्ज़", "గిగాహెర్ట్జ్", "గిగాహెర్ట్జ్")),
        ("W", new("watt", "watts", "वॉट", "వాట్", "వాట్లు")),
        ("mW", new("milliwatt", "milliwatts")),
        ("kW KW", new("kilowatt", "kilowatts", "किलोवॉट", "కిలోవాట్", "కిలోవాట్లు")),
        ("MW", new("megawatt", "megawatts", "मेगावॉट", "మెగావాట్", "మెగావాట్లు")),
        ("GW", new("gigawatt", "gigawatts", "गीगावॉट", "గిగావాట్", "గిగావాట్లు")),
        ("kWh kW·h", new("kilowatt hour", "kilowatt hours", "किलोवॉट घंटे", "కిలోవాట్ అవర్", "కిలోవాట్ అవర్లు")),
        ("Wh", new("watt hour", "watt hours")),
        ("VAC", new("volt a c", "volts a c")),
        ("VDC", new("volt d c", "volts d c")),
        ("V", new("volt", "volts", "वोल्ट", "వోల్ట్", "వోల్టులు")),
        ("mV", new("millivolt", "millivolts")),
        ("kV", new("kilovolt", "kilovolts")),
        ("A", new("ampere", "amperes", "एम्पियर", "ఆంపియర్", "ఆంపియర్లు", Attached: true)),
        ("mA", new("milliampere", "milliamperes")),
        ("Ah", new("ampere hour", "ampere hours")),
        ("mAh", new("milliampere hour", "milliampere hours", "मिलीएम्पियर घंटे", "మిల్లీఆంపియర్ అవర్", "మిల్లీఆంపియర్ అవర్లు")),
        ("Ω Ohm ohm", new("ohm", "ohms", "ओम", "ఓమ్", "ఓములు")),
        ("kΩ", new("kilohm", "kilohms")),
        ("MΩ", new("megohm", "megohms")),
        ("Pa", new("pascal", "pascals")),
        ("hPa", new("hectopascal", "hectopascals")),
        ("kPa", new("kilopascal", "kilopascals")),
        ("MPa", new("megapascal", "megapascals")),
        ("mmHg", new("millimeter of mercury", "millimeters of mercury")),
        ("psi", new("pound per square inch", "pounds per square inch")),
        ("J", new("joule", "joules", Attached: true)),
        ("kJ", new("kilojoule", "kilojoules")),
        ("cal", new("calorie", "calories", "कैलोरी", "కేలరీ", "కేలరీలు")),
        ("kcal", new("kilocalorie", "kilocalories", "किलोकैलोरी", "కిలోకేలరీ", "కిలోకేలరీలు")),
        ("N", new("newton", "newtons", Attached: true)),
        ("kN", new("kilonewton", "kilonewtons")),
        ("Nm N·m", new("newton meter", "newton meters")),
        ("dB", new("decibel", "decibels", "डेसिबल", "డెసిబెల్", "డెసిబెల్స్")),
        ("KB kB", new("kilobyte", "kilobytes", "किलोबाइट", "కిలోబైట్", "కిలోబైట్లు")),
        ("MB", new("megabyte", "megabytes", "मेगाबाइट", "మెగాబైట్", "మెగాబైట్లు")),
        ("GB", new("gigabyte", "gigabytes", "गीगाबाइट", "గిగాబైట్", "గిగాబైట్లు")),
        ("TB", new("terabyte", "terabytes", "टेराबाइट", "టెరాబైట్", "టెరాబైట్లు")),
        ("PB", new("petabyte", "petabytes")),
        ("Kb kb", new("kilobit", "kilobits")),
        ("Mb", new("megabit", "megabits")),
        ("Gb", new("gigabit", "gigabits")),
        ("bps", new("basis point", "basis points")),
        ("kbps Kbps", new("kilobit per second", "kilobits per second")),
        ("Mbps mbps", new("megabit per second", "megabits per second", "मेगाबिट प्रति सेकंड", "మెగాబిట్ పర్ సెకండ్", "మెగాబిట్స్ పర్ సెకండ్")),
        ("Gbps gbps", new("gigabit per second", "gigabits per second")),
        ("mph", new("mile per hour", "miles per hour", "मील प्रति घंटा", "గంటకు మైలు", "గంటకు మైళ్ళు")),
        ("kmph kph kmh", new("kilometer per hour", "kilometers per hour", "किलोमीटर प्रति घंटा", "కిలోమీటరు పర్ అవర్", "కిలోమీటర్లు పర్ అవర్")),
        ("wkt wkts", new("wicket", "wickets", "विकेट", "వికెట్", "వికెట్లు")),
        ("mpg", new("mile per gallon", "miles per gallon")),
        ("kmpl", new("kilometer per liter", "kilometers per liter", "किलोमीटर प्रति लीटर", "లీటరుకు కిలోమీటరు", "లీటరుకు కిలోమీటర్లు")),
        ("atm", new("atmosphere", "atmospheres")),
        ("rpm", new("revolution per minute", "revolutions per minute")),
        ("bpm", new("beat per minute", "beats per minute")),
        ("fps", new("frame per second", "frames per second")),
        ("ppm", new("part per million", "parts per million")),
        ("ppb", new("part per billion", "parts per billion")),
        ("px", new("pixel", "pixels", "पिक्सेल", "పిక్సెల్", "పిక్సెల్స్")),
        ("dpi", new("dot per inch", "dots per inch")),
        ("mol", new("mole", "moles")),
        ("mmol", new("millimole", "millimoles")),
        ("lm", new("lumen", "lumens")),
        ("cc", new("cubic centimeter", "cubic centimeters")),
        ("hp HP", new("horsepower", "horsepower")),
        ("ac", new("acre", "acres", "एकड़", "ఎకరం", "ఎకరాలు")),
        ("qt", new("quart", "quarts")),
        ("pt", new("pint", "pints")),
        ("cg", new("centigram", "centigrams")),
        ("dg", new("decigram", "decigrams")),
        ("st", new("stone", "stone", Attached: true)),
        ("q", new("quintal", "quintals", "क्विंटल", "క్వింటాల్", "క్వింటాళ్ళు")),
        ("MWh", new("megawatt hour", "megawatt hours")),
        ("GWh", new("gigawatt hour", "gigawatt hours")),
        ("µF μF uF", new("microfarad", "microfarads")),
        ("nF", new("nanofarad", "nanofarads")),
        ("pF", new("picofarad", "picofarads")),
        ("mH", new("millihenry", "millihenries")),
        ("kbit", new("kilobit", "kilobits")),
        ("Mbit", new("megabit", "megabits")),
        ("Gbit", new("gigabit", "gigabits")),
        ("bbl", new("barrel", "barrels")),
        ("pcs", new("piece", "pieces")),
        ("pct pc", new("percent", "percent", "प्रतिशत", "శాతం", "శాతం")),
        ("mo", new("month", "months", "महीने", "నెల", "నెలలు")),
        ("d", new("day", "days", "दिन", "రోజు", "రోజులు", Attached: true)),
        ("w", new("week", "weeks", "हफ़्ते", "వారం", "వారాలు", Attached: true)),
        ("liter liters", new("liter", "liters", "लीटर", "లీటరు", "లీటర్లు")),
        ("litre litres", new("litre", "litres", "लीटर", "లీటరు", "లీటర్లు")),
        ("ha", new("hectare", "hectares", "हेक्टेयर", "హెక్టారు", "హెక్టార్లు")),
        ("sqft", new("square foot", "square feet", "वर्ग फ़ुट", "చదరపు అడుగు", "చదరపు అడుగులు")),
        ("K", new("kelvin", "kelvin", "केल्विन", "కెల్విన్", "కెల్విన్")),
        ("°C", new("degree celsius", "degrees celsius", "डिग्री सेल्सियस", "డిగ్రీ సెల్సియస్", "డిగ్రీల సెల్సియస్")),
        ("°F", new("degree fahrenheit", "degrees fahrenheit", "डिग्री फ़ारेनहाइट", "డిగ్రీ ఫారెన్‌హీట్", "డిగ్రీల ఫారెన్‌హీట్")),
        ("°", new("degree", "degrees", "डिग्री", "డిగ్రీ", "డిగ్రీలు")),
        ("″ \"", new("inch", "inches", "इंच", "అంగుళం", "అంగుళాలు")),
        ("′", new("foot", "feet", "फ़ुट", "అడుగు", "అడుగులు")),
    ];

    private static readonly FrozenDictionary<string, Unit> Exact = Rows
        .SelectMany(row => row.Symbols.Split(' '), (row, symbol) => KeyValuePair.Create(symbol, row.Unit))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Unit> AnyCase =
        new[] { "km", "cm", "mm", "kg", "mg", "ml", "ft", "kmph", "mph", "lbs", "hrs", "hr", "mins", "min", "sec", "khz", "mhz", "ghz", "kwh", "rpm", "kcal", "kms", "ltr", "ltrs", "gm", "gms", "tbsp", "tsp", "kgs", "mtr", "mtrs", "pcs", "yrs", "yr" }
        .ToFrozenDictionary(symbol => symbol, symbol => Rows.First(row => row.Symbols.Split(' ').Contains(symbol, StringComparer.OrdinalIgnoreCase)).Unit, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Unit>.AlternateLookup<ReadOnlySpan<char>> BySymbol =
        Exact.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, Unit>.AlternateLookup<ReadOnlySpan<char>> BySymbolAnyCase =
        AnyCase.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The unit of a symbol; null when there is none.</summary>
    public static Unit? Find(ReadOnlySpan<char> symbol) =>
        symbol.Length is 0 or > MaxSymbol ? null
        : BySymbol.TryGetValue(symbol, out Unit? unit) || BySymbolAnyCase.TryGetValue(symbol, out unit) ? unit : null;
}
