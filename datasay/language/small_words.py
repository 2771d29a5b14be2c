"""Small words, and letters, that tell languages written in Latin letters apart."""

from collections.abc import Mapping

SMALL_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "i me my mine we us our you your he him his she her it its they them their this that these those who what"
        " which when where why how a an the and or but if so as than then of to in on at by for from with without"
        " into over under up down out off about after before between is am are was were be been being do does did"
        " done has have had can could will would shall should may might must not no yes all any some each every"
        " both more most other such only own same too very et just now here there again once one two ok hello hi"
        " let get go come best new old per via don't it's i'm let's that's can't also said says",
        "fr": "hier demain ici suis fait nos vos leurs été mon ton ma ta mes qui a à tous soir jour le la les de et est"
        " une des du que dans pour pas sur avec ce au il elle je ne vous nous sont mais ont cette ces plus par son"
        " ses leur bonjour merci très être tu c'est j'ai d'un d'une qu'il n'est aux ou où",
        "de": "euch uns unser seine ihre habe bin bist seid heute gestern hier diese dieser diesem diesen dieses ihr du"
        " mir dir was wo wer morgen der die das und ist nicht ein eine zu den mit von auf für im dem sich auch es"
        " ich wir sie sind wird hat aus bei nach wie über einen einer oder aber wenn nur noch guten tag haben kann"
        " dass zum zur werden",
        "es": "mañana dónde cuándo ayer aquí son somos estoy tengo a mi me la el los de las y en es una un por para con"
        " no del se lo que su al como más pero está hola muy sin sobre este esta yo también hay fue ha cuando todo"
        " buenos días gracias usted nosotros qué porque desde",
        "it": "ieri oggi domani andato fatto buongiorno mille così suo stai tutti gli amici con sei a in ed il la di"
        " che è e un una per non sono della nel si lo ma come anche più dei ho ciao questo questa alla delle dal"
        " sul sulla io loro nella grazie molto quando perché sua era essere al le ha",
        "pt": "onde fica estou tenho gosto minha meu tudo ainda agora aqui foi bom boa dia noite tarde todos o a os de"
        " as um uma é que não em para com do da dos das no na por se mais como mas ao ele ela eu você são está seu"
        " sua também muito olá obrigado isso pelo pela quando nos à já e",
        "nl": "morgen vandaag mijn zijn heb jou wat waar hoe de het een al hier heel hele van en is dat op te voor met"
        " niet aan er om ook als maar bij ik je wij hij ze naar uit door wordt hebben heeft deze dit nog geen dan"
        " over hallo goed werd",
        "sv": "och att det som är en på för av med den inte har jag om ett till var men han vi från så kan när hon"
        " eller ska också nu detta mycket de i",
        "da": "og at det som er en på for af med den ikke har jeg om et til var men han vi fra så kan når hun eller"
        " skal også nu dette meget de i der blev hvad",
        "pl": "i w nie na się z do jest że to jak ale o co za od po są czy tak przez dla już być tym jego ich oraz był"
        " może tylko bardzo ma",
        "cs": "a je se na že v to s z do jsem není jako ale by co za jsou pro po tak když jsme byl už nebo si který"
        " také má o",
        "tr": "ve bir bu da de için ile çok ne var gibi olarak daha ama o ben değil kadar sonra olan her merhaba en mi"
        " sen biz",
        "vi": "và là của có không được một cho người những trong các này với đã tôi bạn khi để từ về như ra đến",
        "id": "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada mereka oleh sudah"
        " adalah bisa kami kita atau dia anda",
        "fi": "ja on ei se että hän oli mutta kun niin myös ovat tämä kuin jos joka minä mitä olen ole sen hyvää",
        "hu": "a az és hogy nem is egy van ez volt de meg csak már ha mint vagy még azt el ki jó én mi",
        "ro": "și de în la nu că este o un cu pe care din mai pentru sunt se ce dar prin să au fost ca",
    }.items()
}
# Letters that one of these languages has for itself.
OWN_LETTERS: Mapping[str, str] = {
    "de": "ß", "es": "ñ¿¡óíú", "pt": "ãõç", "fr": "œ", "pl": "łżśźćńąę", "cs": "řůěžš", "tr": "ğış",
    "vi": "đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ", "hu": "őű", "ro": "șță", "da": "øæ",
}  # fmt: skip
# One of these is as good as two others: hardly a word of English text, and no name.
TELLING: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "fr": "bonjour bonsoir merci c'est j'ai t'aime n'est qu'il d'un d'une nous vous être sont où très avec"
        " aujourd'hui voilà pourquoi beaucoup cette dans",
        "de": "ich nicht danke guten für über sich wir kannst bitte heute dich keine habe",
        "es": "hola gracias qué está dónde cómo años señores mañana porque muy hoy vamos también usted",
        "it": "ciao grazie buongiorno perché è più della questo questa anche cosa",
        "pt": "obrigado obrigada não você olá está também muito uma",
        "nl": "ik het niet een goedemorgen dank zijn wij hoe geen wordt",
        "sv": "och jag är inte hej tack",
        "da": "ikke jeg tak hvad",
        "pl": "jest się nie dziękuję cześć dzień",
        "cs": "jsem děkuji není ahoj dobrý",
        "tr": "merhaba teşekkürler için çok",
        "vi": "không của xin là",
        "id": "tidak saya kasih",
        "fi": "minä kiitos hyvää ei että",
        "hu": "nem és köszönöm hogy",
        "ro": "și mulțumesc este",
    }.items()
}
# Everyday words that stand alone in short lines (greetings, days, food, beasts, what people do); none is an English
# word, or a name that English text has.
EVERYDAY: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "fr": "bonne nuit journée soirée joyeux anniversaire fête noël bientôt salut pain chocolat lait eau vin chat"
        " chien cheval oiseau dort dorment mange mangent boit parle parlent aime aimons attends l'économie l'amour"
        " l'eau l'école l'été défense fumer interdit sortie entrée gratuit maison ville rue jour jours semaine mois"
        " année matin lundi mardi mercredi jeudi vendredi samedi dimanche enfant enfants homme femme père mère frère"
        " sœur ami amis travail voiture livre livres part partent arrive temps fait beau ça va d'accord s'il plaît"
        " voici petit petite grand grande nouveau nouvelle pays monde deux trois quatre cinq",
        "de": "und vielen dank natürlich schläft spielen spielt kinder hund katze vogel kaffee kuchen brot wasser"
        " milch glück viel schön schöne schönes schöner wochenende nacht abend tschüss wetter besser geburtstag"
        " herzlichen glückwunsch willkommen frohe weihnachten ausgang eingang verboten rauchen straße stadt haus"
        " schule buch bücher lesen liest trinken trinkt essen isst gehen geht kommt kommen fahren fährt zeit jahr"
        " jahre woche monat montag dienstag mittwoch donnerstag freitag samstag sonntag mutter vater bruder schwester"
        " freund freunde arbeit liebe lieben zwei drei vier fünf neue neuer neues große kleine nein zeitung",
        "es": "gusta entiendo perro gato duerme duermen come comen feliz cumpleaños pollo pan agua leche vino"
        " noches tardes quiero te hora casa grande viaje buen buena buenas suerte luego hasta prohibido fumar salida"
        " entrada gratis ciudad calle escuela libro libros leer tiempo año semana mes lunes martes miércoles jueves"
        " viernes sábado domingo niño niña niños hombre mujer padre madre hermano hermana amigo amigos trabajo coche"
        " tren sale llega hace nuevo nueva dos tres cuatro cinco perdón bienvenido bienvenidos felicidades corazón",
        "it": "dov'è stazione andiamo mare buon buona compleanno fortuna notte sera bel tempo ti voglio bene gatto"
        " dorme mangia beve pane acqua latte vino come stai va treno parte arriva uscita ingresso vietato fumare città"
        " buonanotte buonasera tutti"
        " strada scuola libro libri leggere anno settimana mese lunedì martedì mercoledì giovedì venerdì sabato"
        " domenica bambino bambini uomo donna padre madre fratello sorella amico amici lavoro macchina nuovo nuova due"
        " tre quattro cinque prego scusi benvenuto benvenuti auguri arrivederci alla carbonara oggi fa",
        "pt": "até amanhã feliz aniversário coração vamos praia à boa bom sorte noite gato cachorro dorme dormem come"
        " pão água leite vinho trem comboio chegou chega parte saída proibido fumar cidade rua escola livro livros ler"
        " tempo ano semana mês segunda terça quarta quinta sexta sábado domingo criança crianças homem mulher pai mãe"
        " irmão irmã amigo amigos trabalho carro novo nova dois três quatro cinco desculpe parabéns hoje bem-vindo",
        "nl": "hond slaapt kat vogel fijne dag avond nacht weekend dank je wel tot ziens trein vertrekt gefeliciteerd"
        " verjaardag brood water melk koffie kaas stad straat school boek boeken lezen leest drinkt drinken eten gaat"
        " gaan komt komen tijd jaar week maand maandag dinsdag woensdag donderdag vrijdag zaterdag zondag moeder vader"
        " broer zus vriend vrienden werk auto nieuwe mooie mooi grote kleine twee drie vier vijf welkom verboden roken"
        " uitgang ingang alstublieft bedankt leuk weer wij",
    }.items()
}
# Words of Ukrainian in letters that Russian has too.
_UKRAINIAN = (
    "дякую як справи це що але його вона воно вони добрий доброго ранку ще вже дуже тільки немає нема або якщо бо"
    " сьогодні було були хто чому спить робить людина людини мова мови нового"
    " також новини чекати гарний гарна щоб ось"
)
UKRAINIAN = frozenset(_UKRAINIAN.split())
