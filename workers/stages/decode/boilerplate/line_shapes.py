"""The shapes of lines: prose, titles of other stories, dates, by-lines."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"""[.!?…。！？．؟।՞።][)\]"'”’»›«‹„“」』]*$""")
_STOP = re.compile(r"""[.。．।።][)\]"'”’»›«‹“」』]*$""")
# bounded and possessive: hostile lines of dots and blanks took a time that grew with their cube
_SENTENCES = re.compile(r"""[.!?…؟।][)\]"'”’»]*+\s[\W\d_]{0,40}+[^\W\d_a-zа-я]|[。！？]\S""")
_REPORTING = re.compile(
    r"\b(?:said|says|told|added|wrote|joked|according to|asked|replied|reported|announced|shouted|"
    r"explained|argued|insisted|recalled|noted|warned|claimed|witness\w*|sagte|sagt|erklärte|"
    r"berichtete|laut|schrieb|meinte|dit|déclaré|affirmé|expliqué|selon|écrit|dijo|afirmó|señaló|"
    r"explicó|según|aseguró|disse|afirmou|segundo|explicou|contou|detto|dichiarato|secondo|zei|"
    r"promised|decided|testified|zegt|volgens|сказал\w*|заявил\w*|сообщил\w*|отметил\w*|рассказал\w*|сказав|заявив|повідомив|"
    r"powiedział\w*|dodał\w*|řekl\w*|uvedl\w*|sade|enligt|söyledi|dedi|belirtti|sanoi|kertoi)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",\s+(?:he|she|they|it|the|a|an|[A-Z]\w+)(?:\s+\w+){0,2}?\s+\w+ed\b|"
    r"\b(?:was|were|had|has been|have been) (?!originally|first|published|reserved)\w+",
)
_TO_READER = re.compile(
    r"\b(?:you|your|us|our|we|my|me|please|here|article|story|post|site|page|content|rights|"
    r"copyright|permission|reserved|comments?|subscribers|newsletter|cookies|browser|app)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“„«‘\"「『][^“”„«»\"「」『』]{3,}[”“»’\"」』]")
_DATE_WORDS = re.compile(
    r"\b(?:jan\w*|feb\w*|f[ée]v\w*|mar\w*|mär\w*|apr\w*|avr\w*|abr\w*|may|mai|mayo|maio|maggio|maj|"
    r"jun\w*|juin|jul\w*|juil\w*|aug\w*|ago\w*|août|sep\w*|set\w*|o[ck]t\w*|out\w*|nov\w*|de[czs]\w*|"
    r"dic\w*|gen\w*|giu\w*|lug\w*|ott\w*|ene\w*|"
    r"янв\w*|фев\w*|мар\w*|апр\w*|ма[йя]|июн\w*|июл\w*|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*|"
    r"січ\w*|лют\w*|бер\w*|квіт\w*|трав\w*|черв\w*|лип\w*|серп\w*|вер\w*|жовт\w*|лист\w*|груд\w*|"
    r"stycz\w*|lut\w*|kwie\w*|czerw\w*|lip\w*|sierp\w*|wrze\w*|paźdz\w*|listop\w*|grud\w*|"
    r"ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık|"
    r"mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu\w*|fri(?:day)?|sat(?:urday)?|sun(?:day)?|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|"
    r"vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    r"segunda|terça|quarta|quinta|sexta|feira|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|"
    r"am|pm|a\.m|p\.m|uhr|h|hrs|gmt|utc|est|edt|et|pst|pdt|pt|ist|bst|cet|cest|msk|мск|"
    r"at|on|of|the|de|del|da|um|am|à|às|a las|le|em|el|of|г|года|год|в|о|alle|ore|om|kl|klo|godz|"
    r"st|nd|rd|th|er|updated?|published|posted|last|modified|edited|created|time|date|first|"
    r"aktualisiert|veröffentlicht|publié|mis à jour|actualizado|publicado|atualizado|pubblicato|"
    r"aggiornato|gepubliceerd|bijgewerkt|обновлено|опубликовано)\b\.?",
    re.IGNORECASE,
)
_DATE_CORE = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[:.h]\d{2}|\d\s*[年月日년월일]|"
    r"[^\W\d_]{3,}\.?,? \d|\d\.? [^\W\d_]{3,}"
)
_DATE_SIGNS = re.compile(r"[\d\s.,:;/|()\[\]•·–—+年月日时時分秒년월일-]+")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_BYLINE = re.compile(
    r"^(?:by|von|par|por|di|door|av|af|autor|text|texte|автор|текст|przez|yazan)[:\s]+"
    r"(?:\S+\s+){0,5}\S+$",
    re.IGNORECASE,
)


def is_prose(line: str) -> bool:
    """Whether a line is a paragraph of running text: long and closed, or of several sentences."""
    line = line.strip()
    if len(line) < 40:
        return False
    closed = _SENTENCE_END.search(line) is not None
    if len(line) >= 100 and (closed or _SENTENCES.search(line) is not None):
        return True
    return closed and tells(line)


def is_sentence(line: str) -> bool:
    """Whether a line is closed like a sentence and long enough to be one."""
    line = line.strip()
    return _SENTENCE_END.search(line) is not None and (len(line) >= 40 or len(line.split()) >= 6)


def has_several_sentences(line: str) -> bool:
    """Whether a sentence ends inside the line and another begins."""
    return _SENTENCES.search(line) is not None


def tells(line: str) -> bool:
    """Whether a line tells something of somebody, which boilerplate does not."""
    if len(line) <= 40:
        return False
    if _REPORTING.search(line) is not None or (_QUOTED.search(line) is not None and "," in line):
        return True
    return (
        _STOP.search(line) is not None
        and _ASIDE.search(line) is not None
        and _TO_READER.search(line) is None
    )


_WHOLE_QUOTE = re.compile(
    r"(?:»[^»]+[«»]|«[^«]+»|„[^„]+[“”]|“[^“]+”|›[^›]+‹|「[^「]+」|『[^『]+』)[.,!?…。]?"
)


def is_quotation(line: str) -> bool:
    """Whether a line is nothing but what somebody said, between quote marks of any country."""
    line = line.strip()
    return len(line) > 4 and _WHOLE_QUOTE.fullmatch(line) is not None


def is_answer(line: str) -> bool:
    """Whether a line is a word or two with a full stop: "Yes." in an interview."""
    return line.rstrip().endswith(".") and not line.rstrip().endswith("..") and line.count(" ") < 2


def is_title(line: str) -> bool:
    """Whether a line can be the title of a story: one piece, not too long, no full stop."""
    line = line.strip()
    if not 8 <= len(line) <= 180:
        return False
    return _STOP.search(line) is None and not line.endswith((":", ",", ";"))


def is_date(line: str) -> bool:
    """Whether a line is nothing but a date or a time, with the words that go with it."""
    if len(line) > 90 or _DATE_CORE.search(line) is None:
        return False
    return not _DATE_SIGNS.sub("", _DATE_WORDS.sub("", line))


def is_clock(line: str) -> bool:
    """Whether a line is a time of day and nothing else, but for a date with it."""
    return len(line) <= 40 and _CLOCK.search(line) is not None and is_date(line)


def is_byline(line: str) -> bool:
    """Whether a line only names who wrote the article ("By Jane Roe")."""
    line = line.strip()
    if len(line) > 80 or _BYLINE.match(line) is None or _STOP.search(line):
        return False
    names = line.split()[1:]
    return sum(1 for name in names if name[0].isupper()) * 2 > len(names)
