import io.ktor.client.HttpClient
import io.ktor.client.request.get
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.runBlocking

object KtorRequest {
    @JvmStatic
    fun send(client: HttpClient, url: String) {
        client.use { runBlocking { it.get(url).bodyAsText() } }
    }
}
