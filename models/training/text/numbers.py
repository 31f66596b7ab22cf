"""Numbers, times and dates in words, as the server's text normalisation writes them."""

ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen").split()
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = "january february march april may june july august september october november december".split()
IRREGULAR_ORDINALS = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}


def cardinal(n, rng):
    """n (0 to 999,999,999) in words; "and" after the hundreds is put in by chance, as people do."""
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (" " + ONES[n % 10] if n % 10 else "")
    if n < 1000:
        return ONES[n // 100] + " hundred" + (rng.choice([" and ", " "]) + cardinal(n % 100, rng) if n % 100 else "")
    if n < 1_000_000:
        return cardinal(n // 1000, rng) + " thousand" + (" " + cardinal(n % 1000, rng) if n % 1000 else "")
    return cardinal(n // 1_000_000, rng) + " million" + (" " + cardinal(n % 1_000_000, rng) if n % 1_000_000 else "")


def ordinal(n, rng):
    """n (1 to 99) as an ordinal."""
    if n in IRREGULAR_ORDINALS:
        return IRREGULAR_ORDINALS[n]
    if n < 20:
        return ONES[n] + "th"
    if n % 10 == 0:
        return TENS[n // 10][:-1] + "ieth"
    return TENS[n // 10] + " " + ordinal(n % 10, rng)


def year(n, rng):
    if 2000 <= n < 2010:
        return "two thousand" + (" and " + ONES[n % 10] if n % 10 else "")
    rest = n % 100
    return cardinal(n // 100, rng) + " " + ("hundred" if rest == 0 else "oh " + ONES[rest] if rest < 10 else cardinal(rest, rng))


def digits(count, rng):
    return " ".join(rng.choice(["oh", "zero", "zero"]) if d == 0 else ONES[d] for d in (rng.randrange(10) for _ in range(count)))


def clock(rng):
    hour, minute = cardinal(rng.randint(1, 12), rng), rng.randint(1, 59)
    return rng.choice([
        hour, hour + " o'clock", "half past " + hour, "a quarter to " + hour, "a quarter past " + hour, "quarter past " + hour,
        hour + " thirty", hour + " fifteen", hour + " forty five", rng.choice(["five", "ten", "twenty"]) + rng.choice([" past ", " to "]) + hour,
        hour + " in the " + rng.choice(["morning", "afternoon", "evening"]),
        hour + " " + (cardinal(minute, rng) if minute > 9 else "oh " + ONES[minute]), "noon", "midnight"])


def date(rng):
    day = ordinal(rng.randint(1, 31), rng)
    return rng.choice([
        f"the {day} of {rng.choice(MONTHS)}", f"{rng.choice(MONTHS)} {day}", f"{rng.choice(DAYS)} the {day}", "next " + rng.choice(DAYS),
        rng.choice(DAYS), rng.choice(DAYS) + " " + rng.choice(["morning", "afternoon", "evening", "night"]), "the " + day])


def duration(rng):
    return rng.choice([
        cardinal(rng.randint(2, 59), rng) + rng.choice([" minutes", " minutes", " seconds", " hours", " days", " weeks"]),
        "a minute", "an hour", "half an hour", "an hour and a half", "two and a half hours", "a few minutes", "a couple of days"])


def magnitude(rng):
    """A number as it turns up in speech: mostly small, seldom very large."""
    low, high = rng.choices([(0, 20), (21, 100), (101, 999), (1000, 99_999), (100_000, 9_999_999)], [.3, .3, .2, .15, .05])[0]
    return cardinal(rng.randint(low, high), rng)


def number_sentence(rng):
    c = rng.choice
    n = lambda: magnitude(rng)
    return c([
        lambda: n(), lambda: f"{n()} {n()} {n()}", lambda: digits(rng.randint(2, 9), rng),
        lambda: "my phone number is " + digits(rng.randint(5, 10), rng), lambda: "the code is " + digits(rng.randint(3, 6), rng),
        lambda: f"{c(['it costs', 'that will be', 'the price is', 'they paid'])} {n()} {c(['dollars', 'euros', 'pounds'])}"
                + (f" and {cardinal(rng.randint(1, 99), rng)} cents" if rng.random() < .5 else ""),
        lambda: f"{n()} {c('percent,kilometers,miles,meters,kilograms,people,points,degrees,years,days,hours,pages,times'.split(','))}",
        lambda: f"what is {n()} {c(['plus', 'minus', 'times', 'divided by'])} {n()}",
        lambda: f"it was built in {year(rng.randint(1500, 2030), rng)}", lambda: f"on {date(rng)}, {year(rng.randint(1900, 2035), rng)}",
        lambda: f"the meeting is on {date(rng)} at {clock(rng)}", lambda: f"about {n()} point {digits(rng.randint(1, 3), rng)}",
        lambda: f"temperatures between {cardinal(rng.randint(0, 40), rng)} and {cardinal(rng.randint(0, 40), rng)} degrees",
        lambda: f"chapter {cardinal(rng.randint(1, 60), rng)}, page {n()}", lambda: f"room {digits(3, rng)} on the {ordinal(rng.randint(1, 30), rng)} floor",
        lambda: f"minus {n()} degrees", lambda: f"version {ONES[rng.randrange(20)]} point {ONES[rng.randrange(20)]}",
    ])()
