"""What stands beside a private person's name: relations, introductions, ages, signatures, hashtags of support."""

import re

from etl.nlp.name_lists import words_listed

PARTICLES = words_listed("particles")
TITLES = words_listed("titles")
SOFT_TITLES = words_listed("soft_titles")
GLUED = re.compile(r"(?<!\w)(?:Mme|Mlle|Mrs|Mr|Ms|Dr|Pr)\.?(?=[^\W\d_a-z][a-zà-ÿ]{2})([^\W\d_]+(?:-[^\W\d_]+)*)")
KIN = (
    "fille|filles|fils|sœur|soeur|frère|frere|frangine|frangin|cousine?|nièce|niece|neveu|mère|mere|"
    "père|pere|maman|papa|femme|mari|"
    "compagne|compagnon|conjointe?|ami|amie|copine|copain|pote|collègue|collegue|voisine?|élève|"
    "eleve|étudiante?|belle-sœur|belle-soeur|"
    "beau-frère|beau-frere|belle-mère|belle-mere|beau-père|beau-pere|demi-sœur|demi-frère|belle-fille|beau-fils|gendre|bru|tante|oncle|grand-mère|grand-père|"
    "filleule?|marraine|parrain|petite-fille|"
    "petit-fils|petite sœur|petite soeur|petit frère|petit frere|stagiaire|patronne|chef|cheffe|"
    "prof|maîtresse|maitresse|entraîneur|"
    "entraineur|nounou|baby-sitter|coloc|colocataire|ex|daughter|son|sister|sis|brother|bro|cousin|"
    "niece|nephew|mum|mom|mother|dad|father|"
    "wife|husband|girlfriend|boyfriend|gf|bf|partner|fiancée?|friend|bestie|mate|buddy|colleague|"
    "coworker|co-worker|neighbour|neighbor|"
    "classmate|student|pupil|aunt|auntie|uncle|gran|granny|grandma|grandpa|granddaughter|grandson|"
    "godson|goddaughter|stepson|stepdaughter|"
    "lad|lass|patron|roommate|flatmate|housemate|boss|manager|babysitter|nanny|teacher|coach|kid|child|twin|in-law|"
    "client|patient|patiente|cliente|lodger|locataire|carer|cleaner|tutor|tutrice|tuteur|apprentie?|logeuse"
)
OWN = (
    "ma|mon|mes|sa|son|ses|ta|ton|notre|nos|votre|vos|leur|leurs|my|his|her|our|your|their|une|un|a|"
    "la|le|cette|ce|the|this"
)
RELATION = re.compile(
    rf"(?<!\w)(?:{OWN})\s+(?:[^\W\d_-]+(?:['’]s)?\s+)?(?:{KIN})(?:\s*[,:(]?\s*(?:aînée?|cadette?|benjamine?|"
    rf"préférée?|eldest|youngest|best)?\s*)\s",
    re.IGNORECASE,
)
RELATION_AFTER = re.compile(
    rf"\s*(?:,|\(|-|–|—|:)?\s*(?:(?:c['’]?est|est|était|is|was|qui est|who['’]?s|who is|"
    rf"that['’]s)\s+)?(?:{OWN})\s+(?:[^\W\d_-]+\s+)?(?:{KIN})(?!\w)",
    re.IGNORECASE,
)
OF_KIN = re.compile(
    rf"['’]s\s+(?:[^\W\d_]+\s+)?(?:{KIN}|face|photo|picture|pic|image|account|name|house|phone|class|school)(?!\w)",
    re.IGNORECASE,
)
UPPER = r"(?=(?-i:[^\W\d_a-zà-öø-ÿ]))"
ABROAD = (  # "my name is" in other languages of those who write in English or French
    "ich hei(?:ß|ss)e|mein name ist|me llamo|mi nombre es|mi chiamo|(?:o )?meu nome é|me chamo|chamo-me|mijn naam is|"
    "ik heet|je[gi] heter|jag heter|nazywam się|mam na imię|benim adım|меня зовут|мене звати|اسمي"
)
INTRODUCED = re.compile(
    r"(?<!\w)(?:s['’]\s?appel\w+|m['’]\s?appelle|t['’]appelles|jm['’]?appelle|(?:pré)?nommée?s?|"
    r"prénom(?:\s*(?::|est|c['’]est))?|nom(?:\s*:|\s+est)|"
    r"(?:ré)?pond au nom de|surnommée?|dite?\s(?=[\"«“])|signée?(?:\s*:)?|identifiée? comme|"
    rf"famille\s{UPPER}|(?:une?|a)\scertaine?\s{UPPER}|(?:le|la|une?)\sdénommée?|"
    r"connue? sous le nom de|alias|aka|named|called|"
    r"(?:my|her|his|their) name(?:['’]?s| is| was)?|name(?:\s*:| is)|known as|goes by|signed(?:\s*:)?|"
    rf"identified as|i['’]?m\s{UPPER}|"
    rf"{ABROAD}|"
    rf"(?:je suis|moi,? c['’]est|c['’]est|this is|it['’]s|here['’]s)\s{UPPER}|"
    r"bisous de|love from|regards,?|cordialement,?|"
    r"justice (?:pour|for)|soutien à|support for|rip|merci|thanks|thank you|happy birthday|"
    r"bon anniversaire|salut|bonjour|coucou|dear|chère|cher|hey|hi|hello|dm)"
    r"\s*[:,]?\s*[\"«“(]?\s?",
    re.IGNORECASE,
)
# Whoever says "I'm" gives a name, or a people's; "this is" may be said of anything, but not with "from school" behind.
OF_SELF = re.compile(rf"(?:i['’]?m|je suis|moi,? c['’]est|{ABROAD})\s", re.IGNORECASE)
BELONGS = re.compile(r"\s(?:from|of|speaking|calling|here|again|de|du|des|d['’]|qui|à)(?!\w)|\sd['’]", re.IGNORECASE)
PEOPLES = ("ish", "ian", "ese", "ist", "ite", "ic", "ien", "ienne", "ais", "aise", "ois", "oise", "iste", "eenne",
           "ain", "aine")  # fmt: skip # saves 16 lines
# Of each way of INTRODUCED, folded, a word that it cannot do without; and those behind which a capital must stand too.
INTRODUCING = frozenset(
    re.findall(
        r"\w+",
        "prenom nom alias aka named called name names known goes bisous love regards cordialement justice soutien "
        "support rip merci thanks thank birthday anniversaire salut bonjour coucou dear chere cher hey hi hello dm "
        "denomme denommee ich llamo mi chiamo meu chamo mijn ik heter nazywam mam benim меня мене اسمي",
    )
)
WITH_CAPITAL = frozenset(re.findall(r"\w+", "dit dite certain certaine famille i im suis est this it here"))
CAPITAL_BEHIND = re.compile(r"[mMsSſtTeEnN]\s(?:[^\W\d_a-zà-öø-ÿ]|[\"«“])")
HARD = (
    "appel",
    "nomm",
    "prénom",
    "named",
    "called",
    "name",
    "known as",
    "alias",
    "aka",
    "signé",
    "signed",
    "identifi",
    "au nom de",
    "surnomm",
    "nom",
    "goes by",
    "certain",
    "famille",
)
SAID = words_listed("said")
ACTS = re.compile(  # what follows a name that is also a word, behind a relation ("ma sœur rose a porté plainte")
    r"\s(?:a|est|était|avait|va|veut|dit|said|says|was|is|has|had|did|told|made|got|went|ne|se|[nsmtl]['’][^\W\d_]+)(?!\w)"
)
SPEAKS = re.compile(  # and anywhere ("claire m'a dit")
    r"\s(?:(?:[mtl]|nous|vous|lui|leur)(?:['’]|\s)?\s?a\s(?:dit|envoyé|montré|écrit|raconté|appelée?|prévenue?)|"
    r"(?:told|texted|messaged|called|showed|sent)\s(?:me|us|him|her|them))(?!\w)"
)
DETERMINERS = frozenset(OWN.split("|")) | {
    "l",
    "d",
    "no",
    "any",
    "some",
    "aucune",
    "aucun",
    "every",
    "of",
    "de",
    "du",
    "des",
    "en",
}
AGED = re.compile(
    r"(?:\s*,?\s*\(?(?:\d{1,2}\s*(?:ans|years?|yrs?|yo|y/o|an)(?!\w)|aged?\s\d{1,2}|"
    r"âgée?\sde\s\d{1,2}|\d{1,2}\s*\))|,\s\d{1,2},|\s\(\d{1,2}[,)])"
)
OFFICES = words_listed("offices")
TOGETHER = re.compile(r"[\s\-]*|\s?['’]\s?")
BESIDE = re.compile(r"\.?\s+")
# What opens a post with a comma behind is somebody spoken to where a person is addressed or prayed for.
SPOKEN_TO = re.compile(
    r"\s?,\s(?:we|you|tu|je|nous|if you|si tu|mate|hun|courage|tiens bon|keep)(?!\w)",
    re.IGNORECASE,
)
PRESENT = re.compile(r"\s(?:here|ici)\s?[,.:!–—-]")
SIGNED = re.compile(r"[–—]\s?(?P<name>[^\W\d_a-zà-ÿ][^\W\d_]+)(?:\s[^\W\d_a-zà-ÿ]\.?)?\s*\Z")
HASHTAG = re.compile(r"#(\w+)")
CAMEL = re.compile(r"[^\W\d_a-zà-ÿ]+(?![a-zà-ÿ])|[^\W\d_]?[a-zà-ÿ]+|[^\W\d_]+")
OF_SOMEBODY = re.compile(r"(?:pour|for|de|avec|with)([^\W\d_]{4,})$")
CAUSES = words_listed("causes")  # what a hashtag of support begins with
INITIALS_NEVER = ("x", "i")  # a platform, a pronoun
