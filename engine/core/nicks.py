"""Public names: one that everybody has from the start, and what a chosen one may be. Knows no messenger's names. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from engine.core.words import clean

LEAST, MOST = 2, 20  # signs
HOW = (
    "Тихий Quiet", "Точный Exact", "Быстрый Swift", "Медный Copper", "Стальной Steel", "Ровный Even", "Ночной Night",
    "Утренний Morning", "Северный Northern", "Дальний Distant", "Зоркий Keen", "Бодрый Brisk", "Добрый Kind", "Острый Sharp",
    "Гибкий Flexible", "Крепкий Sturdy", "Лёгкий Light", "Новый New", "Первый First", "Главный Main", "Красный Red",
    "Синий Blue", "Янтарный Amber", "Звонкий Ringing", "Гладкий Smooth", "Малый Little", "Вольный Free", "Ясный Clear",
    "Упорный Steady", "Смелый Bold", "Чуткий Subtle", "Дежурный Duty",
)  # fmt: skip
WHO = (
    "Резец Cutter", "Болт Bolt", "Штифт Pin", "Вал Shaft", "Ротор Rotor", "Статор Stator", "Клапан Valve", "Поршень Piston",
    "Редуктор Gearbox", "Шатун Conrod", "Фланец Flange", "Насос Pump", "Кран Crane", "Станок Lathe", "Пресс Press",
    "Ключ Wrench", "Молот Hammer", "Датчик Sensor", "Шкив Pulley", "Контур Circuit", "Шаблон Template", "Калибр Gauge",
    "Нониус Vernier", "Отвес Plumb", "Уровень Level", "Кессон Caisson", "Анкер Anchor", "Сплав Alloy", "Слиток Ingot",
    "Горн Forge", "Шлюз Sluice", "Маховик Flywheel",
)  # fmt: skip
FITS = re.compile(r"[^\W_]+(?:[ _-][^\W_]+){0,3}")  # letters and digits; between words one space, dash or underscore
DIGITS_MOST = 4  # more are a telephone number
TWINS = dict(zip("aceopxyk", "асеорхук", strict=True))  # small letters that look the same
CAPITAL_TWINS = dict(zip("ABCEHKMOPTXY", "АВСЕНКМОРТХУ", strict=True))
TO_CYRILLIC = str.maketrans(TWINS | CAPITAL_TWINS)
TO_LATIN = str.maketrans({theirs: ours for ours, theirs in (TWINS | CAPITAL_TWINS).items()})
LOOKS = str.maketrans("0134568@$", "oizasbbas")  # digits and signs that stand in for letters
SOUNDS = str.maketrans(
    dict(zip("abcdefghijklmnopqrstuvwxyz", "абсдефгхийклмнопкрстуввхуз", strict=True)) | {"0": "о", "3": "з", "4": "ч", "6": "б"}
)
# Whole words begin so. The list is short and honest: it keeps the plain insults away, a rival's complaint does the rest.
RUDE_RUSSIAN = re.compile(
    r"(?:(?:за|на|вы|по|у|от|до|съ|при|про|долбо)?[её]б(?:а|е|и|л|н|у)|(?:на|по|ни|о|до)?ху[йяеёию]|(?:за|на|рас|от|с|в)?пизд|"
    r"бля[дт]?|су[кч]к?[аи](?:$|\b)|муд[аио]|пид[оа]р|г[ао]ндон|залуп|шлюх|гитлер|нацист)"
)
RUDE_ENGLISH = re.compile(r"(?:mother)?fuck|shit|cunt|nigg(?:er|a)|fag(?:got)?$|bitch|whore|porn|hitler|nazi")
HOUSE = re.compile(
    r"смена$|smena|админ|admin|модер|moder|поддержк|support|официал|official|бот$|bot$|мастерсмены|telegram|телеграм|вконтакте|"
    r"vkontakte|система|system$|игрок$|соперник|rival$|player$"
)


def default_nick(pid: str, language: str = "ru") -> str:
    """Make a player's first nick out of two words of the trade: always the same for the same profile."""
    number = int.from_bytes(hashlib.blake2b(pid.encode(), digest_size=8, person=b"nick").digest(), "big")
    words = HOW[number % len(HOW)].split(), WHO[number // len(HOW) % len(WHO)].split()
    return " ".join(pair[0 if language == "ru" else 1] for pair in words)


def read_nick(words: str) -> tuple[str, str]:
    """Read a nick that was typed: (nick, ""), or ("", why not): `length`, `signs`, `digits`, `rude` or `house`.

    Letters that only look like those of the other alphabet are brought to that of their word; compatible forms become plain.
    """
    nick = " ".join(unicodedata.normalize("NFKC", clean(words)).split())
    if not LEAST <= len(nick) <= MOST:
        return "", "length"
    if not FITS.fullmatch(nick):
        return "", "signs"
    if sum(sign.isdigit() for sign in nick) > DIGITS_MOST:
        return "", "digits"
    spelled = [_one_script(word) for word in re.split(r"([ _-])", nick)]
    if None in spelled:
        return "", "signs"
    nick = "".join(filter(None, spelled))
    forms = {form for word in (*re.split(r"[ _-]", nick), re.sub(r"[ _-]", "", nick)) for form in _forms(word)}
    if any(RUDE_RUSSIAN.match(form) or RUDE_ENGLISH.match(form) for form in forms):
        return "", "rude"
    return ("", "house") if any(HOUSE.match(form) for form in forms) else (nick, "")


def _one_script(word: str) -> str | None:
    """Bring a word to one alphabet, Russian or Latin; None if it cannot be, or is of a third."""
    kinds = {_script(sign) for sign in word if sign.isalpha()}
    if kinds <= {"CYRILLIC"} or kinds <= {"LATIN"}:
        return word
    for table, kind in ((TO_CYRILLIC, "CYRILLIC"), (TO_LATIN, "LATIN")):
        changed = word.translate(table)
        if {_script(sign) for sign in changed if sign.isalpha()} == {kind}:
            return changed
    return None


def _script(sign: str) -> str:
    return unicodedata.name(sign, "?").partition(" ")[0]


def _forms(word: str) -> tuple[str, str]:
    """Give a word as it sounds in Russian and as it looks in Latin, every run of a letter drawn together."""
    folded = "".join(
        sign for sign in unicodedata.normalize("NFD", word.casefold()) if unicodedata.category(sign) != "Mn" or sign == "\u0306"
    )
    folded = unicodedata.normalize("NFC", folded)
    russian, latin = folded.translate(SOUNDS), folded.translate(TO_LATIN).translate(LOOKS)
    return re.sub(r"(.)\1+", r"\1", russian), re.sub(r"(.)\1{2,}", r"\1", latin)
