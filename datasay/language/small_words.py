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
