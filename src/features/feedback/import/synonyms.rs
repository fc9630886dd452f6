//! The names under which exports, in English and Dutch, carry what we look for.
//!
//! Names are written as [`super::columns::normalise`] leaves them: letters and digits in lower case.
//! Inside a line the earlier name is the better one, where a file has several.

use super::columns::Field;

/// Whole names.
#[rustfmt::skip]
pub(super) const NAMES: &[(Field, &[&str])] = &[
    (Field::ExternalId, &[
        "externalid", "responseid", "surveyresponseid", "submissionid", "responseuuid", "reviewid",
        "antwoordid", "reactieid", "inzendingid", "responsid", "beoordelingid", "reviewnummer",
        "antwoordnummer", "responsenumber", "token", "uuid", "id", "#",
    ]),
    (Field::Score, &[
        "scorevalue", "scoreraw", "nps", "npsscore", "netpromoterscore", "npscijfer", "csat",
        "csatscore", "ces", "cesscore", "customersatisfaction", "customersatisfactionscore",
        "customereffortscore", "tevredenheidsscore", "klanttevredenheid", "tevredenheid",
        "aanbevelingsscore", "aanbeveling", "reviewstars", "starrating", "stars", "sterren",
        "aantalsterren", "score", "scores", "cijfer", "rapportcijfer", "eindcijfer", "beoordeling",
        "waardering", "rating", "overallrating", "reviewrating", "grade", "punten", "points",
        "satisfactionscore", "satisfactionrating", "hsvalue", "value",
    ]),
    (Field::ScaleMin, &["scalemin", "scoremin", "minscore", "schaalmin", "minimum"]),
    (Field::ScaleMax, &["scalemax", "scoremax", "maxscore", "schaalmax", "maximum"]),
    (Field::Scale, &["scale", "schaal", "scorescale"]),
    (Field::Kind, &[
        "kind", "scorekind", "surveytype", "metric", "metricstype", "metrictype", "scoretype",
        "typescore", "vraagtype", "questiontype", "hssurveytype", "soortscore", "soort",
    ]),
    (Field::Title, &["reviewtitle", "titel", "title", "kop", "headline", "reviewtitel"]),
    (Field::Comment, &[
        "comment", "comments", "reviewcontent", "reviewtext", "reviewbody", "verbatim",
        "verbatims", "toelichting", "opmerking", "opmerkingen", "feedback", "feedbacktext",
        "openantwoord", "opentoelichting", "openendedresponse", "reactie", "commentaar",
        "motivatie", "reden", "reason", "waarom", "why", "uitleg", "review", "recensie",
        "klantreactie", "customercomment", "npscomment", "npsfeedback", "csatcomment",
        "additionalcomments", "tekst", "text", "content", "hscontent", "message", "bericht",
        "remarks", "remark", "antwoord", "answer", "response",
    ]),
    (Field::AnsweredAt, &[
        "answeredat", "occurredat", "respondedat", "responded", "responsedate", "dateresponded",
        "submittedat", "submitdateutc", "submitdate", "datesubmitted", "completedat",
        "completeddate", "datecompleted", "datumingevuld", "ingevuldop", "beantwoordop",
        "antwoorddatum", "datumantwoord", "reactiedatum", "datumreactie", "invuldatum",
        "hssubmissiontimestamp", "reviewcreatedutc", "reviewcreated", "reviewdate", "timestamp",
        "tijdstempel", "tijdstip", "enddate", "einddatum", "recordeddate", "date", "datum",
        "datumtijd", "datetime", "datumentijd", "dateandtime", "createdat", "createddate",
        "datecreated", "created", "aangemaaktop", "aanmaakdatum", "datumaangemaakt", "when",
        "time", "collectedat", "ratedat", "startdateutc", "startdate", "begindatum",
    ]),
    (Field::UpdatedAt, &[
        "updatedat", "updated", "dateupdated", "modifiedat", "lastmodified", "datemodified",
        "lastmodifieddate", "lastupdated", "hslastmodifieddate", "gewijzigdop", "bijgewerktop",
        "laatstgewijzigd", "wijzigingsdatum", "datumgewijzigd", "reviewupdatedutc",
    ]),
    (Field::RespondentId, &[
        "respondentexternalid", "respondentid", "respondentextid", "customerid", "klantid",
        "klantnummer", "klantnr", "customernumber", "debiteurnummer", "relatienummer", "contactid",
        "personid", "enduserid", "userid", "gebruikersid", "reviewconsumeruserid", "consumerid",
        "requesterid", "hscontactid", "respondent",
    ]),
    (Field::Email, &[
        "respondentemail", "email", "emailaddress", "emailadres", "mail", "mailadres",
        "mailaddress", "customeremail", "klantemail", "personemail", "contactemail", "useremail",
        "consumeremail", "requesteremail", "youremail", "emailvanklant",
    ]),
    (Field::Name, &[
        "respondentname", "name", "naam", "fullname", "volledigenaam", "customername",
        "klantnaam", "personname", "contactname", "naamklant", "consumername", "reviewername",
        "authorname", "username", "requester", "contactpersoon", "displayname", "customer",
        "klant", "reviewusername",
    ]),
    (Field::FirstName, &["firstname", "voornaam", "givenname"]),
    (Field::LastName, &["lastname", "achternaam", "surname", "familyname", "familienaam"]),
    (Field::Company, &[
        "respondentcompany", "company", "companyname", "bedrijf", "bedrijfsnaam", "organisatie",
        "organisation", "organization", "organizationname", "organisatienaam", "klantbedrijf",
        "account", "accountname", "accountnaam", "firma", "werkgever", "bedrijforganisatie",
    ]),
    (Field::Consent, &[
        "consent", "toestemming", "toestemmingnaam", "permission", "maypublish", "magnaam",
        "naamvermelden", "publicatietoestemming", "quoteconsent", "publishconsent",
    ]),
    (Field::Language, &[
        "language", "lang", "taal", "locale", "reviewlanguage", "surveylanguage", "responselanguage",
    ]),
    (Field::Url, &[
        "url", "link", "permalink", "reviewurl", "reviewlink", "responseurl", "responselink",
        "webadres", "resultsurl",
    ]),
    (Field::Survey, &[
        "survey", "surveyname", "surveytitle", "surveyid", "enquete", "enquetenaam", "vragenlijst",
        "onderzoek", "formname", "formtitle", "form", "formulier", "formid", "campaign",
        "campaignname", "campagne", "campagnenaam", "surveytemplate", "hssurveyname", "project",
        "meting",
    ]),
    (Field::Touchpoint, &[
        "touchpoint", "contactmoment", "journeystage", "stage", "klantreisfase", "klantreisstap",
        "fase", "moment", "klantcontact", "journey", "klantreis",
    ]),
    (Field::Tags, &[
        "tags", "tag", "labels", "label", "trefwoorden", "themas", "thema", "topics",
        "feedbacktopics", "themes", "theme", "onderwerpen",
    ]),
    (Field::Department, &[
        "department", "departmentid", "afdeling", "afdelingid", "team", "divisie", "departement",
        "verantwoordelijkeafdeling",
    ]),
];

/// Parts of a question that was used as the name of its column: all must occur.
#[rustfmt::skip]
pub(super) const QUESTIONS: &[(Field, &[&str])] = &[
    (Field::Comment, &["belangrijkste", "reden"]),
    (Field::Comment, &["main", "reason"]),
    (Field::Comment, &["primary", "reason"]),
    (Field::Comment, &["reason", "score"]),
    (Field::Comment, &["reden", "cijfer"]),
    (Field::Comment, &["reden", "score"]),
    (Field::Comment, &["waarom"]),
    (Field::Comment, &["why"]),
    (Field::Comment, &["lichtuwantwoordtoe"]),
    (Field::Comment, &["licht", "toe"]),
    (Field::Comment, &["wat", "beter"]),
    (Field::Comment, &["what", "improve"]),
    (Field::Comment, &["what", "better"]),
    (Field::Comment, &["anythingelse"]),
    (Field::Comment, &["opmerkingen"]),
    (Field::Score, &["howlikely"]),
    (Field::Score, &["recommend"]),
    (Field::Score, &["hoewaarschijnlijk"]),
    (Field::Score, &["aanbevelen"]),
    (Field::Score, &["aanbeveelt"]),
    (Field::Score, &["howsatisfied"]),
    (Field::Score, &["hoetevreden"]),
    (Field::Score, &["howeasy"]),
    (Field::Score, &["hoemakkelijk"]),
    (Field::Score, &["hoegemakkelijk"]),
    (Field::Score, &["hoeveelmoeite"]),
    (Field::Score, &["howmucheffort"]),
    (Field::Score, &["welkcijfer"]),
    (Field::Score, &["howwouldyourate"]),
    (Field::Score, &["hoebeoordeelt"]),
    (Field::Consent, &["mogen", "naam"]),
    (Field::Consent, &["may", "name"]),
];
