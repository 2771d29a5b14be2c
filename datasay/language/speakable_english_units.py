"""Names of units and currencies in English."""

UNITS = {  # one, several
    "km/h": ("kilometre per hour", "kilometres per hour"), "mph": ("mile per hour", "miles per hour"),
    "m/s": ("metre per second", "metres per second"), "km²": ("square kilometre", "square kilometres"),
    "km2": ("square kilometre", "square kilometres"), "m²": ("square metre", "square metres"),
    "m2": ("square metre", "square metres"), "m³": ("cubic metre", "cubic metres"),
    "m3": ("cubic metre", "cubic metres"), "km": ("kilometre", "kilometres"), "cm": ("centimetre", "centimetres"),
    "mm": ("millimetre", "millimetres"), "m": ("metre", "metres"), "ft": ("foot", "feet"),
    "mi": ("mile", "miles"), "kg": ("kilogram", "kilograms"), "mg": ("milligram", "milligrams"), "g": ("gram", "grams"),
    "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"), "oz": ("ounce", "ounces"), "t": ("tonne", "tonnes"),
    "ml": ("millilitre", "millilitres"), "mL": ("millilitre", "millilitres"), "L": ("litre", "litres"),
    "TB": ("terabyte", "terabytes"), "GB": ("gigabyte", "gigabytes"), "MB": ("megabyte", "megabytes"),
    "KB": ("kilobyte", "kilobytes"), "kB": ("kilobyte", "kilobytes"), "Mbps": ("megabit per second",) * 2,
    "GHz": ("gigahertz",) * 2, "MHz": ("megahertz",) * 2, "kHz": ("kilohertz",) * 2, "Hz": ("hertz",) * 2,
    "kWh": ("kilowatt hour", "kilowatt hours"), "kW": ("kilowatt", "kilowatts"), "MW": ("megawatt", "megawatts"),
    "GW": ("gigawatt", "gigawatts"), "W": ("watt", "watts"), "V": ("volt", "volts"), "dB": ("decibel", "decibels"),
    "ms": ("millisecond", "milliseconds"), "s": ("second", "seconds"), "min": ("minute", "minutes"),
    "h": ("hour", "hours"), "hr": ("hour", "hours"), "hrs": ("hour", "hours"), "ha": ("hectare", "hectares"),
    "kcal": ("kilocalorie", "kilocalories"), "px": ("pixel", "pixels"),
    "fps": ("frame per second", "frames per second"),
    "°C": ("degree Celsius", "degrees Celsius"), "℃": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"), "℉": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
}  # fmt: skip
CURRENCIES = {  # one, several, a hundredth, hundredths
    "$": ("dollar", "dollars", "cent", "cents"), "US$": ("U S dollar", "U S dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"), "£": ("pound", "pounds", "penny", "pence"),
    "₹": ("rupee", "rupees", "paisa", "paise"), "₩": ("won", "won", "jeon", "jeon"),
    "₽": ("rouble", "roubles", "kopeck", "kopecks"), "฿": ("baht", "baht", "satang", "satang"),
    "¥": ("yuan", "yuan", "fen", "fen"), "HK$": ("Hong Kong dollar", "Hong Kong dollars", "cent", "cents"),
}  # fmt: skip
CODES = {
    "USD": ("U S dollar", "U S dollars"), "EUR": ("euro", "euros"), "GBP": ("pound", "pounds"), "CNY": ("yuan", "yuan"),
    "RMB": ("yuan", "yuan"), "JPY": ("yen", "yen"), "HKD": ("Hong Kong dollar", "Hong Kong dollars"),
    "KRW": ("won", "won"), "INR": ("rupee", "rupees"), "AUD": ("Australian dollar", "Australian dollars"),
    "CAD": ("Canadian dollar", "Canadian dollars"), "CHF": ("Swiss franc", "Swiss francs"),
}  # fmt: skip
